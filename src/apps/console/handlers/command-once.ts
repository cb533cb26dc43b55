/** Commands carry an id made by the window; a command that comes twice acts once and answers twice. */
import { AppError } from '../../../base/errors.ts';
import type { Channel } from '../../../contract/channels.ts';

const MAX_REMEMBERED = 512;

interface Answered {
  readonly channel: Channel;
  readonly answer: Promise<unknown>;
}

export class CommandOnce {
  readonly #answers = new Map<string, Answered>();

  /**
   * Runs `command` unless this id was seen; a failed command may be tried again under its id.
   * @throws AppError `COMMAND_ID_USED` for an id that belongs to a command of another kind: its answer would answer nothing
   */
  run<T>(channel: Channel, commandId: string, command: () => Promise<T>): Promise<T> {
    const known = this.#answers.get(commandId);
    if (known?.channel === channel) return known.answer as Promise<T>;
    if (known !== undefined) return Promise.reject(idUsed());
    const answer = command();
    this.#answers.set(commandId, { channel, answer });
    answer.catch(() => this.#answers.delete(commandId));
    const oldest = this.#answers.keys().next();
    if (this.#answers.size > MAX_REMEMBERED && oldest.done !== true) this.#answers.delete(oldest.value);
    return answer;
  }
}

function idUsed(): AppError {
  return new AppError({
    code: 'COMMAND_ID_USED',
    kind: 'input',
    message: 'This command has the number of another one.',
    safe: 'Nothing was done.',
    next: 'Try again.',
  });
}
