import { didYouMeanOrKnown } from '../../base/text/did-you-mean.ts';
import type { SettledProject } from '../settle/settle-project.ts';
import { problemAt } from './rule.ts';

/** A pattern that no platform matches is a typing error, which would leave something untested. */
export function platformsMatch(settled: SettledProject) {
  const { lists, suites } = settled;
  const patterns = [
    ...lists.flat(),
    ...suites.flatMap(({ listed = [], includes = [], excludes = [] }) => [...listed, ...includes, ...excludes]),
  ];
  return patterns
    .filter(({ matched }) => matched.length === 0)
    .map(({ text, layer, known }) =>
      problemAt(settled, layer, `no platform matches '${text}'${didYouMeanOrKnown(text, known)}`),
    );
}
