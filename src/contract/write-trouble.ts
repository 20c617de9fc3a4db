import { isDiskFull } from '../base/files/disk-full.ts';
import { SalternError } from './errors.ts';

/**
 * Why a file of the project's own folder could not be written, with its path: `NO_SPACE` for a full disk, else
 * `INTERNAL`.
 */
export function wrapWriteTrouble(file: string, cause: unknown): SalternError {
  if (cause instanceof SalternError) return cause;
  const why = cause instanceof Error ? cause.message : String(cause);
  const first = isDiskFull(cause) ? 'Free some space there' : 'See that it can be written there';
  return new SalternError(isDiskFull(cause) ? 'NO_SPACE' : 'INTERNAL', `'${file}' could not be written: ${why}`, {
    hint: `${first}, or put results elsewhere with 'reports: { directory: … }'.`,
    cause,
  });
}
