import { parseArgs } from 'node:util';
import { AppError } from '../../base/errors.ts';

export interface DevChainOptions {
  /** Folder of the chain's journal; created when missing. */
  readonly dataFolder: string;
  /** 0 takes any free port. */
  readonly port: number;
}

/** Reads `--data DIR [--port N]`. @throws AppError `DEVCHAIN_OPTIONS`. */
export function parseOptions(args: readonly string[]): DevChainOptions {
  const { data, port } = readFlags(args);
  if (data === undefined || data === '') throw badOptions();
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65535) throw badOptions();
  return { dataFolder: data, port: Number(port) };
}

function readFlags(args: readonly string[]): { data: string | undefined; port: string } {
  try {
    const { values } = parseArgs({ args: [...args], options: { data: { type: 'string' }, port: { type: 'string' } } });
    return { data: values.data, port: values.port ?? '0' };
  } catch (cause) {
    throw badOptions(cause);
  }
}

function badOptions(cause?: unknown): AppError {
  return new AppError({
    code: 'DEVCHAIN_OPTIONS',
    kind: 'input',
    message: 'The development chain is started with --data DIR and, if wanted, --port N.',
    next: 'Correct the options.',
    cause,
  });
}
