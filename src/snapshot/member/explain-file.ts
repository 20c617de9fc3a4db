import { SalternError } from '../../contract/errors.ts';
import { WrongFile } from '../../contract/source.ts';
import { sourceError } from './source-error.ts';

export interface ExplainedFile {
  /** Of the repository. */
  readonly title: string;
  readonly file: string;
  /** Who says that it is there. Default `its metadata names`. */
  readonly whence?: string;
  readonly signal: AbortSignal;
}

/** Does `work` on a file of a repository; what is wrong with it becomes `SNAPSHOT_SOURCE`, naming both. */
export async function explainFile<T>(
  { title, file, whence = 'its metadata names', signal }: ExplainedFile,
  work: () => T | Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    signal.throwIfAborted();
    throw wrap({ title, file, whence }, error);
  }
}

function wrap({ title, file, whence }: Required<Omit<ExplainedFile, 'signal'>>, error: unknown): unknown {
  if (error instanceof SalternError || !(error instanceof Error)) return error;
  if (error instanceof WrongFile) {
    return error.kind === 'missing'
      ? sourceError(`'${title}' lacks '${file}', which ${whence}`, error)
      : sourceError(`'${title}/${file}' ${error.message}`, error);
  }
  if (!('code' in error)) return sourceError(`'${title}/${file}' cannot be read: ${error.message}`, error);
  // An error of zlib's or zstd's: the file ends early, or is something else.
  if (String(error.code).startsWith('Z_') || String(error.code).startsWith('ZSTD_')) {
    return sourceError(`'${title}/${file}' cannot be unpacked: ${error.message}`, error);
  }
  return error;
}
