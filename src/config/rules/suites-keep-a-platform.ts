import { at } from '../layer.ts';
import type { SettledProject } from '../settle/settle-project.ts';
import { chooseNames, namesOf } from '../settle/settle-suites.ts';
import { problemAt } from './rule.ts';

/** A suite that its own includes and excludes leave without a platform would never run. */
export function suitesKeepAPlatform(settled: SettledProject) {
  return settled.suites.flatMap((suite) => {
    const { name, layer, offered, includes, excludes } = suite;
    const isNarrowed = includes !== undefined || excludes !== undefined;
    // A pattern that matches nothing is for `platformsMatch` to complain about.
    const isAsked = offered.length > 0 && (includes === undefined || namesOf(includes).length > 0);
    if (!isNarrowed || !isAsked || chooseNames(suite).length > 0) return [];
    const message = `suite '${name}' is left without any platform by its includes and excludes`;
    return [problemAt(settled, at(layer, includes === undefined ? 'excludes' : 'includes'), message)];
  });
}
