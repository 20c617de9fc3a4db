import { findPathTrouble } from '../files/find-path-trouble.ts';
import { at, layerKeys, listItems } from '../layer.ts';
import type { SettledProject } from '../settle/settle-project.ts';
import { problemAt } from './rule.ts';

/** The files and folders of a suite's pillar are there. */
export async function pillarIsThere(settled: SettledProject) {
  const wanted = settled.suites.flatMap(({ layer }) => {
    const files = at(layer, 'pillar-files');
    return [
      ...layerKeys(files).map((name) => ({ kind: 'file' as const, layer: at(files, name) })),
      ...listItems([at(layer, 'pillar-directories')]).map((item) => ({ kind: 'folder' as const, layer: item })),
    ];
  });
  const found = await Promise.all(
    wanted.map(async ({ kind, layer }) => {
      const trouble = await findPathTrouble({ kind, path: String(layer.value) }, settled.files.cwd);
      return trouble === undefined ? [] : [problemAt(settled, layer, trouble)];
    }),
  );
  return found.flat();
}
