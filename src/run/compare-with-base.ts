import { hash } from 'node:crypto';
import { readBaseBuilds } from '../contract/base-builds.ts';
import type { BaseComparison } from '../contract/evidence.ts';
import type { Prepared } from '../contract/prepare.ts';

/**
 * What is installed beyond the untouched base image. Undefined where nobody can say: what the image held is not known, rpm
 * did not answer, or it answers that nothing is installed where the image held something, as when its database is gone.
 */
export async function compareWithBase(
  builds: readonly string[] | undefined,
  { baseBuilds }: Pick<Prepared, 'baseBuilds'>,
): Promise<BaseComparison | undefined> {
  const base = baseBuilds === undefined ? undefined : await readBaseBuilds(baseBuilds);
  if (builds === undefined || base === undefined) return undefined;
  if (builds.length === 0 && base.length > 0) return undefined;
  const known = new Set(base);
  const digest = `sha256:${hash('sha256', base.toSorted().join('\n'))}`;
  return { digest, beyond: builds.filter((build) => !known.has(build)).toSorted() };
}
