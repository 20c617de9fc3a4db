export interface BaseErrorOptions {
  /** What to do next, one sentence. Default: none. */
  readonly hint?: string | undefined;
  readonly cause?: unknown;
  /** Whether another try may succeed although nobody changes anything. Default false. */
  readonly isTransient?: boolean;
  /** The last lines of output, which explain the error. Default none. */
  readonly details?: readonly string[];
}

/**
 * `space`: the disk is full. `transfer`: something could not be fetched. `archive`: something could not be unpacked.
 * `program`: a program is missing.
 */
export type BaseErrorKind = 'space' | 'transfer' | 'archive' | 'program';

/**
 * Trouble on the ground floor, which knows no error codes: the caller knows what was being done, and adds the code
 * (`withCode` of the contract).
 */
export class BaseError extends Error {
  override readonly name = 'BaseError';
  readonly kind: BaseErrorKind;
  readonly hint: string | undefined;
  readonly isTransient: boolean;
  readonly details: readonly string[];

  constructor(kind: BaseErrorKind, message: string, options: BaseErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.kind = kind;
    this.hint = options.hint;
    this.isTransient = options.isTransient ?? false;
    this.details = options.details ?? [];
  }
}
