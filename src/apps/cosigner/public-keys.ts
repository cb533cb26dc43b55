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
  readonly isAsLogged: (publicData: Uint8Array) => boolean;
  /** Holders that said something else than the log. */
  readonly differing: Set<string>;
  readonly answers: Map<string, Uint8Array>;
  readonly done: PromiseWithResolvers<readonly Statement[]>;
}

/** Questions that are open, by vault and epoch. */
export class PublicKeys {
  readonly #open = new Map<string, Question>();

  /**
   * Asks holders and waits until `enough` of them have given the same answer, and the log does not contradict it.
   * @param isAsLogged whether an answer is what the log says of the key; one that is not counts for nothing
   * @throws AppError `KEY_UNATTESTED` when they do not in time, `KEY_PUBLIC_DIFFERS` when too many of them contradict the log
   */
  async collect(
    { vaultId, epoch }: { readonly vaultId: string; readonly epoch: number },
    holders: readonly string[],
    enough: number,
    ask: (pid: string) => void,
    isAsLogged: (publicData: Uint8Array) => boolean,
  ): Promise<readonly Statement[]> {
    const key = `${vaultId}/${epoch}`;
    const question: Question = {
      asked: new Set(holders),
      enough,
      isAsLogged,
      differing: new Set(),
      answers: new Map(),
      done: Promise.withResolvers(),
    };
    this.#open.set(key, question);
    const timer = setTimeout(
      () => question.done.reject(question.differing.size > 0 ? differs() : unattested()),
      PATIENCE_MS,
    );
    const askAll = (): void =>
      holders.filter((pid) => !question.answers.has(pid) && !question.differing.has(pid)).forEach(ask);
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
    if (question === undefined || !question.asked.has(pid)) return;
    if (question.answers.has(pid) || question.differing.has(pid)) return;
    if (!question.isAsLogged(publicData)) {
      question.differing.add(pid);
      if (question.asked.size - question.differing.size < question.enough) question.done.reject(differs());
      return;
    }
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

/** Names nobody: what a holder said over its channel proves nothing to others. */
function differs(): AppError {
  return new AppError({
    code: 'KEY_PUBLIC_DIFFERS',
    kind: 'peer',
    message: 'Holders told this co-signer other public shares of the key than those that the log names.',
    safe: 'It took part in nothing; the old shares stay valid.',
    next: 'Look at the co-signers that hold this key, then start again.',
  });
}
