/** A reason to stop that a person can act on: what happened, and what to do. Printed without a stack trace. */
export class Stop extends Error {
  constructor(what, next) {
    super(what);
    this.next = next;
  }

  text() {
    return `\ncountersign: ${this.message}\n${this.next}\n`;
  }
}
