/** Entry of the development-chain process: `main.ts --data DIR [--port N]`. */
import { randomBytes } from 'node:crypto';
import { AppError } from '../../base/errors.ts';
import { startDevChain, type DevChain } from './dev-chain.ts';
import { parseOptions } from './options.ts';

/** Mainnet's slot time. */
const SLOT_MS = 400;

let chain: DevChain | undefined;
let isEnding = false;

process.on('SIGINT', () => void end(0));
process.on('SIGTERM', () => void end(0));
// A forked chain lives no longer than the process that wanted it.
process.on('disconnect', () => void end(0));

try {
  chain = await startDevChain(parseOptions(process.argv.slice(2)), {
    clock: { now: () => BigInt(Date.now()) },
    random: (byteLength) => new Uint8Array(randomBytes(byteLength)),
    ticker: (tick) => {
      const timer = setInterval(tick, SLOT_MS);
      return () => clearInterval(timer);
    },
    onFault: (error) => {
      report(error);
      process.exit(1);
    },
  });
  announce(chain.port);
} catch (error) {
  report(error);
  process.exit(1);
}

function announce(port: number): void {
  if (process.send === undefined) console.log(`development chain on http://127.0.0.1:${port}`);
  else process.send({ type: 'ready', port });
}

function report(error: unknown): void {
  console.error(error instanceof AppError ? `${error.code}: ${error.message} ${error.next ?? ''}` : error);
}

async function end(exitCode: number): Promise<void> {
  if (isEnding) return;
  isEnding = true;
  await chain?.close();
  process.exit(exitCode);
}
