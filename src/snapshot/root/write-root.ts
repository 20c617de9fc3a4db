import { SalternError } from '../../contract/errors.ts';
import { explainSpace } from './explain-space.ts';
import { whyBelow } from './why-below.ts';

/**
 * Does `work` that writes to a snapshot root; an error of the system's becomes `SNAPSHOT_SOURCE`, a full disk
 * `NO_SPACE`. `trouble` says what then cannot be done.
 */
export async function writeRoot<T>(root: string, trouble: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const explained = explainSpace(root, error);
    if (!(explained instanceof Error) || explained instanceof SalternError || !('code' in explained)) throw explained;
    throw new SalternError(
      'SNAPSHOT_SOURCE',
      `In the snapshot root '${root}', ${trouble}: ${whyBelow(root, explained)}`,
      {
        hint: 'See that its file system is writable, that you may write there, and that nothing else has that name.',
        cause: error,
      },
    );
  }
}
