/** Commands carry an id made by the window; a command that comes twice acts once and answers twice. */

const MAX_REMEMBERED = 512;

export class CommandOnce {
  readonly #answers = new Map<string, Promise<unknown>>();

  /** Runs `command` unless this id was seen; a failed command may be tried again under its id. */
  run<T>(commandId: string, command: () => Promise<T>): Promise<T> {
    const known = this.#answers.get(commandId);
    if (known !== undefined) return known as Promise<T>;
    const answer = command();
    this.#answers.set(commandId, answer);
    answer.catch(() => this.#answers.delete(commandId));
    const oldest = this.#answers.keys().next();
    if (this.#answers.size > MAX_REMEMBERED && oldest.done !== true) this.#answers.delete(oldest.value);
    return answer;
  }
}
