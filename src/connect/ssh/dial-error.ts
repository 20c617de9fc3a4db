/**
 * `absent`: nothing answers yet, or it hung up; worth another try. `silent`: it said nothing until the time was over;
 * also worth another try. `final`: another try would end the same way.
 */
export type DialFailure = 'absent' | 'silent' | 'final';

/** One failed try to reach a machine and log in; the message is a part of a sentence. */
export class DialError extends Error {
  override readonly name = 'DialError';
  readonly failure: DialFailure;

  constructor(failure: DialFailure, message: string, cause?: unknown) {
    super(message, { cause });
    this.failure = failure;
  }
}
