/** Entry of the EVM development chain's process: `main.ts --data DIR [--port N]`. */
import { AppError } from '../../../base/errors.ts';
import { parseOptions } from '../options.ts';
import { startEvmDevChain, type EvmDevChain } from './evm-dev-chain.ts';

/** A block at most so often; a transaction is final about three times as long after it was sent. */
const BLOCK_MS = 800;

let chain: EvmDevChain | undefined;
let isEnding = false;

process.on('SIGINT', () => void end(0));
process.on('SIGTERM', () => void end(0));
// A forked chain lives no longer than the process that wanted it.
process.on('disconnect', () => void end(0));

try {
  chain = await startEvmDevChain(parseOptions(process.argv.slice(2)), {
    ticker: (tick) => every(BLOCK_MS, tick),
    onFault: (error) => {
      report(error);
      void end(1);
    },
  });
  announce(chain.port);
} catch (error) {
  report(error);
  tellParent(error, () => process.exit(1));
}

/** Calls one after the other, never two at a time. */
function every(milliseconds: number, act: () => Promise<void>): () => void {
  let isBusy = false;
  const timer = setInterval(() => {
    if (isBusy) return;
    isBusy = true;
    void act().finally(() => (isBusy = false));
  }, milliseconds);
  return () => clearInterval(timer);
}

function announce(port: number): void {
  if (process.send === undefined) console.log(`EVM development chain on http://127.0.0.1:${port}`);
  else process.send({ type: 'ready', port });
}

/** Whoever forked this process shows a person why there is no chain. */
function tellParent(error: unknown, done: () => void): void {
  if (process.send === undefined || !(error instanceof AppError)) return done();
  const { code, message, safe, next } = error;
  process.send({ type: 'failed', code, message, safe, next }, done);
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
