/**
 * `absent`: nobody there yet, or it hung up; worth another try. `silent`: the same, but it took its whole time.
 * `final`: it will not be better the next time.
 */
export type DialFailure = 'absent' | 'silent' | 'final';

/** One try to reach and enter a machine that failed; the message is a part of a sentence. */
export class DialError extends Error {
  override readonly name = 'DialError';
  readonly failure: DialFailure;

  constructor(failure: DialFailure, message: string, cause?: unknown) {
    super(message, { cause });
    this.failure = failure;
  }
}
