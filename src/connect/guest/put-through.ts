import type { Readable } from 'node:stream';
import { saysDiskFull } from '../../base/files/disk-full.ts';
import { tailLines } from '../../base/text/tail-lines.ts';
import type { Connection } from '../../contract/connection.ts';
import { SalternError } from '../../contract/errors.ts';
import { UNPACK } from './guest-scripts.ts';

export interface Upload {
  readonly tar: Readable;
  /** Absolute folder in the guest, made when missing. */
  readonly remote: string;
  readonly signal: AbortSignal | undefined;
}

/** `Connection.put` by a command: the guest's own tar. Throws UPLOAD_FAILED, NO_SPACE, and what `exec` throws. */
export async function putThrough(exec: Connection['exec'], { tar, remote, signal }: Upload): Promise<void> {
  const failed = (message: string, cause: unknown, details: readonly string[] = []): SalternError =>
    new SalternError('UPLOAD_FAILED', `Could not unpack into '${remote}': ${message}`, { cause, details });
  let broken: unknown;
  tar.once('error', (error) => (broken = error));
  try {
    const argv = ['/bin/sh', '-c', UNPACK, 'sh', remote];
    const result = await exec(argv, { stdin: tar, ...(signal ? { signal } : {}) });
    if (result.code === 0) return;
    const details = tailLines(result.stderr);
    if (saysDiskFull(result.stderr)) {
      throw new SalternError('NO_SPACE', `There is no space left for '${remote}' in the instance`, { details });
    }
    throw failed(details.at(-1) ?? `tar ended with ${result.code}`, undefined, details);
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof SalternError) throw error;
    throw failed(broken instanceof Error ? broken.message : String(error), error);
  }
}
