import { at, layerKeys } from '../layer.ts';
import type { SettledProject } from '../settle/settle-project.ts';
import { problemAt } from './rule.ts';

/** Pillar files get the name of an sls file below the pillar root. */
export function pillarFilesAreSls(settled: SettledProject) {
  return settled.suites.flatMap(({ layer }) => {
    const files = at(layer, 'pillar-files');
    return layerKeys(files)
      .filter((name) => !/^[\w.-]+(\/[\w.-]+)*\.sls$/.test(name) || name.split('/').includes('..'))
      .map((name) => problemAt(settled, files, `expected an sls file's name such as ssh.sls, got '${name}'`, [name]));
  });
}
