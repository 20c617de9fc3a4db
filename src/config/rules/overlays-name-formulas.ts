import { didYouMeanOrKnown } from '../../base/text/did-you-mean.ts';
import { at, layerKeys } from '../layer.ts';
import type { SettledProject } from '../settle/settle-project.ts';
import { problemAt } from './rule.ts';

/** An overlay changes only formulas that the project has. */
export function overlaysNameFormulas(settled: SettledProject) {
  const names = settled.formulas.map(({ name }) => name);
  return settled.files.levels.slice(1).flatMap((overlay) =>
    layerKeys(at(overlay, 'formulas'))
      .filter((name) => !names.includes(name))
      .map((name) => {
        const message = `no formula is called '${name}'${didYouMeanOrKnown(name, names)}`;
        return problemAt(settled, overlay, message, ['formulas', name]);
      }),
  );
}
