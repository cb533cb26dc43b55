import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/**
 * Runs a program in the foreground and gives its exit code. Interrupts reach the child through the terminal's process group;
 * this process only waits, so that the child can end in good order.
 */
export function runToEnd(file, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { stdio: 'inherit', ...options });
    const ignore = () => {};
    const forward = (signal) => child.kill(signal);
    process.on('SIGINT', ignore).on('SIGTERM', forward).on('SIGHUP', forward);
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      process.off('SIGINT', ignore).off('SIGTERM', forward).off('SIGHUP', forward);
      resolve(code ?? 128 + (constants.signals[signal] ?? 0));
    });
  });
}

/** Runs a program quietly; gives its exit code and everything it printed, for an error message. */
export function runQuietly(file, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let output = '';
    const collect = (chunk) => (output += chunk);
    child.stdout.setEncoding('utf8').on('data', collect);
    child.stderr.setEncoding('utf8').on('data', collect);
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** Prints `what ... 1.2 s` around a piece of work, so that a person sees what a first run is waiting for. */
export async function withProgress(what, work) {
  const began = process.hrtime.bigint();
  process.stdout.write(`countersign: ${what} ... `);
  try {
    const value = await work();
    process.stdout.write(`${seconds(began)} s\n`);
    return value;
  } catch (error) {
    process.stdout.write('failed\n');
    throw error;
  }
}

function seconds(began) {
  return (Number(process.hrtime.bigint() - began) / 1e9).toFixed(1);
}
