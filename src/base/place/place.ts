/** A place in a file of the user's, where a person can jump to. */
export interface Place {
  /** Path as the user would type it: relative to the working directory where possible. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based. Default: not known, the line as a whole. */
  readonly column?: number;
}

/** A place of which at least the file is known. */
export type FoundPlace = Pick<Place, 'file' | 'column'> & Partial<Pick<Place, 'line'>>;

/** A place whose column is known too. */
export type ExactPlace = Required<Place>;

/** One thing wrong in a file; 1 for a line or column that is not known. */
export interface Problem extends ExactPlace {
  /** What is wrong, with a did-you-mean where a known word is near. */
  readonly message: string;
  /** The line as it stands in the file, where seeing it helps. Default: not shown. */
  readonly excerpt?: string;
}

/** `file:line:column`, as editors and terminals take it; without a column where none is known. */
export function formatPlace({ file, line, column }: Place): string {
  return column === undefined ? `${file}:${line}` : `${file}:${line}:${column}`;
}
