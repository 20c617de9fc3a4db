/**
 * A file that cannot be read as what it should be. Its message is a sentence with the path; callers that name the file
 * in words of their own take `why`.
 */
export class UnreadableError extends Error {
  override readonly name = 'UnreadableError';
  /**
   * The system's (`ENOENT`, `EACCES`, …), or ours: `EFTYPE` for what is no regular file, `EFBIG` for one that is too
   * large, `EILSEQ` for bytes that are no UTF-8.
   */
  readonly code: string;
  /** The second half of the sentence: `it is a FIFO, not a file`. */
  readonly why: string;
  /** Number, from 1, of the line that is wrong. Default: the file as a whole. */
  readonly line: number | undefined;

  constructor(
    path: string,
    {
      code,
      why,
      line,
      cause,
    }: Pick<UnreadableError, 'code' | 'why'> & { readonly line?: number; readonly cause?: unknown },
  ) {
    super(`'${path}' cannot be read: ${why}`, cause === undefined ? undefined : { cause });
    this.code = code;
    this.why = why;
    this.line = line;
  }
}
