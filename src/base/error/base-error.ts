export interface BaseErrorOptions {
  /** What to do next, one sentence. Default: none. */
  readonly hint?: string | undefined;
  readonly cause?: unknown;
  /** Worth another try without anybody changing anything. Default false. */
  readonly isTransient?: boolean;
  /** Last lines of output that explain it. Default none. */
  readonly details?: readonly string[];
}

/** `space`: the disk is full. `transfer`: it could not be fetched. `archive`: it could not be unpacked. `program`: one is missing. */
export type BaseErrorKind = 'space' | 'transfer' | 'archive' | 'program';

/**
 * Trouble on the ground floor, which knows no codes: who calls it knows what was being done, and gives it one
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
