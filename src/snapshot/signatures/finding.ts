/**
 * `unsigned`: there is no signature. `unknown-key`: by a key that is not configured. `expired-key`, `revoked-key`: by a
 * configured key that is over. `expired-signature`: the signature itself is over. `edited`: it is of other bytes, or it is
 * no signature.
 */
export type SignatureTrouble =
  | 'unsigned'
  | 'unknown-key'
  | 'expired-key'
  | 'revoked-key'
  | 'expired-signature'
  | 'edited';

/** A file of a member whose signature does not hold. */
export interface SignatureFinding {
  readonly member: string;
  /** Path in the repository. */
  readonly file: string;
  readonly trouble: SignatureTrouble;
  /** Hex, as far as the signature tells it; empty where it does not. */
  readonly key: string;
}

/** The same of one file. */
export type FileFinding = Pick<SignatureFinding, 'trouble' | 'key'>;
