/**
 * Where anvil's executable is: a file of a package that npm installs for this platform only. A packaged Countersign does not carry it:
 * it is a program of somebody else that the archive's integrity check could not cover.
 */
import { createRequire } from 'node:module';
import { AppError } from '../../../base/errors.ts';

const PLATFORMS: Readonly<Record<string, string>> = {
  'linux-x64': 'linux-amd64',
  'linux-arm64': 'linux-arm64',
  'darwin-x64': 'darwin-amd64',
  'darwin-arm64': 'darwin-arm64',
};

export interface ThisProgram {
  readonly platform: string;
  readonly arch: string;
  /** URL of its file. */
  readonly url: string;
}

const { platform, arch } = process;

/** The path of the executable in its package. @throws AppError `DEVCHAIN_ANVIL_MISSING`. */
export function anvilBinary(program: ThisProgram = { platform, arch, url: import.meta.url }): string {
  if (/\/app\.asar(?:\.unpacked)?\//.test(program.url)) throw notPackaged();
  const name = PLATFORMS[`${program.platform}-${program.arch}`];
  try {
    if (name !== undefined) return createRequire(program.url).resolve(`@foundry-rs/anvil-${name}/bin/anvil`);
  } catch (cause) {
    throw missing(cause);
  }
  throw missing();
}

function notPackaged(): AppError {
  return new AppError({
    code: 'DEVCHAIN_ANVIL_MISSING',
    kind: 'storage',
    message: 'A packaged Countersign carries no EVM development chain.',
    safe: 'Everything on Solana works.',
    next: 'For payments in ether, run the demo from the source tree with npm start.',
  });
}

function missing(cause?: unknown): AppError {
  return new AppError({
    code: 'DEVCHAIN_ANVIL_MISSING',
    kind: 'storage',
    message: 'The program of the EVM development chain is not installed for this machine.',
    safe: 'Everything on Solana works.',
    next: 'Install the packages again with npm ci, on Linux or macOS.',
    cause,
  });
}
