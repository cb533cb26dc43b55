/** What the demo prints: numbered steps with their times, facts below them, diagnostics only when something failed. */
import { performance } from 'node:perf_hooks';

export class DemoReport {
  readonly #write: (text: string) => void;
  readonly #diagnostics: string[] = [];
  readonly #began = performance.now();
  #step = 0;
  #stepBegan = this.#began;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  title(text: string): void {
    this.#write(`${text}\n`);
  }

  /** A step that has happened; its time is the time since the step before. */
  done(text: string): void {
    const now = performance.now();
    this.#step += 1;
    this.#write(`\n${String(this.#step).padStart(2)}  ${text}  (${seconds(now - this.#stepBegan)})\n`);
    this.#stepBegan = now;
  }

  fact(label: string, value: string): void {
    this.#write(`      ${label.padEnd(22)} ${value}\n`);
  }

  finished(text: string): void {
    this.#write(`\n${text}  (${seconds(performance.now() - this.#began)} in all)\n`);
  }

  /** Remembered, and printed when the demo fails. */
  diagnostic(part: string, error: unknown): void {
    this.#diagnostics.push(`${part}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }

  /** @param printed what the demo's processes printed, line by line */
  failed(reason: string, printed: readonly string[] = []): void {
    this.#write(`\nThe demo failed after step ${this.#step}: ${reason}\n`);
    for (const line of [...this.#diagnostics.slice(-20), ...printed.slice(-20)]) this.#write(`  ${line}\n`);
  }
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}
