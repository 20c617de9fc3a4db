import { at } from '../layer.ts';
import type { SettledProject } from '../settle/settle-project.ts';
import { problemAt } from './rule.ts';

/** An empty list of checks would pass whatever happens. */
export function checksSaySomething(settled: SettledProject) {
  return settled.suites.flatMap(({ layer }) =>
    ['checks', 'verify'].flatMap((word) => {
      const list = at(layer, word);
      const isEmpty = Array.isArray(list.value) && list.value.length === 0;
      return isEmpty ? [problemAt(settled, list, `'${word}' is empty: leave it out, or say what must hold`)] : [];
    }),
  );
}
