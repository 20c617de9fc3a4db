/**
 * What came of one try to send. `later`: it was not heard, and another try may help. `refused`: it was heard and not taken,
 * or cannot be sent as things are set. `why` is for people and holds no secret.
 */
export type Sending =
  | { readonly kind: 'sent'; /** What a person should know all the same. Default: nothing. */ readonly note?: string }
  | { readonly kind: 'refused'; readonly why: string }
  | {
      readonly kind: 'later';
      readonly why: string;
      /** Milliseconds that the other side asks for. */ readonly afterMs?: number;
    };

/** What a try may use. */
export interface SendContext {
  readonly signal: AbortSignal;
  /** Longest time of one try, milliseconds. Default: what the way takes when it is slow. */
  readonly tryMs?: number | undefined;
  /** Milliseconds since the epoch. */
  now(): number;
}
