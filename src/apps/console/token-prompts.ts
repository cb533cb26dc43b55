/** What a simulated token shows, on its way to the window and back. One prompt at a time, as with a token in the hand. */
import { bytesToHex } from '../../base/bytes.ts';
import { AppError } from '../../base/errors.ts';
import type { Random } from '../../base/random.ts';
import type { PromptAnswer, TokenPrompt } from '../../adapters/devices/simulated/simulated-token.ts';
import type { ConsoleEvent } from '../../contract/contract.ts';

/** How long a simulated token waits for its holder. */
const PATIENCE_MS = 120_000;

export class TokenPrompts {
  readonly #emit: (event: ConsoleEvent) => void;
  readonly #random: Random;
  #open: { readonly promptId: string; readonly answer: (answer: PromptAnswer) => void } | null = null;

  constructor(emit: (event: ConsoleEvent) => void, random: Random) {
    this.#emit = emit;
    this.#random = random;
  }

  /** The prompt that the simulated token calls. */
  readonly prompt: TokenPrompt = async (screens, signal) => {
    const promptId = bytesToHex(this.#random(8));
    const shown = screens.map(({ title, text }) => ({ title, lines: text.split('\n') }));
    const patience = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
    const answered = new Promise<PromptAnswer>((resolve) => {
      this.#open = { promptId, answer: resolve };
      patience.addEventListener('abort', () => resolve('cancelled'));
    });
    this.#emit({
      name: 'token.prompted',
      payload: { prompt: { promptId, tokenKind: 'simulated', requestId: null, screens: shown } },
    });
    try {
      return await answered;
    } finally {
      this.#open = null;
      this.#emit({ name: 'token.prompted', payload: { prompt: null } });
    }
  };

  /** The holder's answer. @throws AppError `TOKEN_IDLE` when the token shows nothing, or something else by now. */
  answer(promptId: string, answer: 'approve' | 'refuse'): void {
    if (this.#open?.promptId !== promptId) {
      throw new AppError({
        code: 'TOKEN_IDLE',
        kind: 'input',
        message: 'The token is not waiting for this answer.',
        safe: 'Nothing was signed.',
      });
    }
    this.#open.answer(answer === 'approve' ? 'touched' : 'refused');
  }
}
