import type { SettledProject } from '../settle/settle-project.ts';
import { problemAt } from './rule.ts';

/** A name that the list holds already, by itself or by a glob, is one too many, or another was meant. */
export function platformsAreListedOnce(settled: SettledProject) {
  return settled.lists.flatMap((list) =>
    list.flatMap(({ text, layer, matched }, index) => {
      const [name] = matched;
      const isGlob = /[*?]/.test(text);
      const isSaid = list.slice(0, index).some((earlier) => name !== undefined && earlier.matched.includes(name));
      return isSaid && !isGlob ? [problemAt(settled, layer, `platform '${text}' is there twice`)] : [];
    }),
  );
}
