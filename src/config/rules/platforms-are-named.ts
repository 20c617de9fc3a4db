import { didYouMeanOrKnown } from '../../base/text/did-you-mean.ts';
import { BUILT_IN_PLATFORMS } from '../schema/built-in-platforms.ts';
import type { SettledProject } from '../settle/settle-project.ts';
import { problemAt } from './rule.ts';

/** A project is for some platform. */
export function platformsAreNamed(settled: SettledProject) {
  const { files, platforms } = settled;
  if (platforms.length > 0 || files.flawed.has(files.file.display)) return [];
  const known = didYouMeanOrKnown('', Object.keys(BUILT_IN_PLATFORMS));
  const message = `'platforms' is missing: a list of names, or a map with images${known}`;
  return [problemAt(settled, files.file.layer, message)];
}
