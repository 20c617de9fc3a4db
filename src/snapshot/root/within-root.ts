import { SalternError } from '../../contract/errors.ts';
import { whyBelow } from './why-below.ts';

/** Does `work` on files of a snapshot root; an error of the system's becomes `SNAPSHOT_SOURCE`. */
export async function withinRoot<T>(root: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Error) || error instanceof SalternError || !('code' in error)) throw error;
    throw new SalternError('SNAPSHOT_SOURCE', `The snapshot root '${root}' cannot be read: ${whyBelow(root, error)}`, {
      hint: 'See that its file system is mounted and that you may read it: an unreadable root does not count as empty.',
      cause: error,
    });
  }
}
