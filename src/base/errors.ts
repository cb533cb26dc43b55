/** What kind of thing went wrong; decides who can act on it. */
export type ErrorKind = 'input' | 'policy' | 'chain' | 'peer' | 'storage' | 'bug';

export interface AppErrorOptions {
  readonly code: string;
  readonly kind: ErrorKind;
  /** One plain sentence: what happened. */
  readonly message: string;
  /** What is safe all the same, for example "No funds moved." */
  readonly safe?: string;
  /** What a person does next. */
  readonly next?: string;
  /** Public facts only: ids, counts, rounds. Never a secret, never a path. */
  readonly details?: Readonly<Record<string, string | number | boolean>>;
  readonly cause?: unknown;
}

/** The one error class of the product: a code to switch on and words a person can act on. */
export class AppError extends Error {
  readonly code: string;
  readonly kind: ErrorKind;
  readonly safe: string | undefined;
  readonly next: string | undefined;
  readonly details: Readonly<Record<string, string | number | boolean>>;

  constructor(options: AppErrorOptions) {
    super(options.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = options.code;
    this.kind = options.kind;
    this.safe = options.safe;
    this.next = options.next;
    this.details = options.details ?? {};
  }
}

/** The code of an `AppError`, or `undefined` for anything else that was thrown. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof AppError ? error.code : undefined;
}
