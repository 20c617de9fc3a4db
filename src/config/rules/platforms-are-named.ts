import { didYouMeanOrKnown } from '../../base/text/did-you-mean.ts';
import { BUILT_IN_PLATFORMS } from '../schema/built-in-platforms.ts';
import type { SettledProject } from '../settle/settle-project.ts';
import { problemAt } from './rule.ts';

/** A project is for some platform. */
export function platformsAreNamed(settled: SettledProject) {
  const { files, platforms, suites } = settled;
  const isNamed = suites.length > 0 && suites.every(({ listed }) => listed !== undefined);
  if (isNamed || platforms.some(({ isOverlaid }) => !isOverlaid) || files.flawed.has(files.file.display)) return [];
  const overlaid = platforms.length === 0 ? '' : ", which an overlay's map does not choose";
  const known = didYouMeanOrKnown('', Object.keys(BUILT_IN_PLATFORMS));
  const message = `'platforms' is missing: a list of names, or a map with images${overlaid}${known}`;
  return [problemAt(settled, files.file.layer, message)];
}
