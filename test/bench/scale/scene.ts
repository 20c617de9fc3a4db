/** What one row is measured with; disposing removes what it made. */
export interface Scene extends AsyncDisposable {
  readonly directory: string;
  readonly argv: readonly string[];
  /** Path of what is run with them. Default: saltern. */
  readonly program?: string;
  /** Undoes what a run left, so that the next does the same work; not measured. Default: nothing. */
  readonly reset?: () => Promise<unknown>;
  /** Seconds of the same work without saltern. Default: a bare Node. */
  readonly floor?: () => Promise<number>;
  /** Seconds of the work, where it is only a part of what the process does. Default: those of the process. */
  readonly work?: () => Promise<number>;
  readonly runs: number;
}
