/** How a co-signer that joins a key learns what is public about it: enough holders say the same, each over its own channel. */
import { bytesToHex } from '../../base/bytes.ts';
import { AppError } from '../../base/errors.ts';

export interface Statement {
  /** Hex. */
  readonly pid: string;
  readonly publicData: Uint8Array;
}

/** How long holders may take to answer, in milliseconds. */
const PATIENCE_MS = 30_000;
const ASK_AGAIN_MS = 2_000;

interface Question {
  readonly asked: ReadonlySet<string>;
  readonly enough: number;
  readonly answers: Map<string, Uint8Array>;
  readonly done: PromiseWithResolvers<readonly Statement[]>;
}

/** Questions that are open, by vault and epoch. */
export class PublicKeys {
  readonly #open = new Map<string, Question>();

  /**
   * Asks holders and waits until `enough` of them have given the same answer.
   * @throws AppError `KEY_UNATTESTED` when they do not in time
   */
  async collect(
    vaultId: string,
    epoch: number,
    holders: readonly string[],
    enough: number,
    ask: (pid: string) => void,
  ): Promise<readonly Statement[]> {
    const key = `${vaultId}/${epoch}`;
    const question: Question = {
      asked: new Set(holders),
      enough,
      answers: new Map(),
      done: Promise.withResolvers(),
    };
    this.#open.set(key, question);
    const timer = setTimeout(() => question.done.reject(unattested()), PATIENCE_MS);
    const askAll = (): void => holders.filter((pid) => !question.answers.has(pid)).forEach(ask);
    // A holder that was away, or had not read yet who asks, is asked again.
    const asking = setInterval(askAll, ASK_AGAIN_MS);
    try {
      askAll();
      return await question.done.promise;
    } finally {
      clearTimeout(timer);
      clearInterval(asking);
      this.#open.delete(key);
    }
  }

  /** An answer; one that nobody asked for is dropped, and each holder's first one counts. */
  take(pid: string, vaultId: string, epoch: number, publicData: Uint8Array): void {
    const question = this.#open.get(`${vaultId}/${epoch}`);
    if (question === undefined || !question.asked.has(pid) || question.answers.has(pid)) return;
    question.answers.set(pid, publicData);
    const same = [...question.answers].filter(([, other]) => bytesToHex(other) === bytesToHex(publicData));
    if (same.length < question.enough) return;
    question.done.resolve(same.map(([from, data]) => ({ pid: from, publicData: data })));
  }
}

function unattested(): AppError {
  return new AppError({
    code: 'KEY_UNATTESTED',
    kind: 'peer',
    message: 'Too few holders have told this co-signer which key it shall share.',
    safe: 'The old shares stay valid.',
    next: 'Bring at least as many holders online as are needed to sign, then start again.',
  });
}
