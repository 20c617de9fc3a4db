import { asText } from '../../base/json/json-value.ts';
import { findPathTrouble } from '../files/find-path-trouble.ts';
import { at, combine } from '../files/layer.ts';
import type { SettledProject } from '../settle/settle-project.ts';
import { problemAt } from './rule.ts';

/** A misspelt root must not look like one without snapshots. A run on no snapshot needs no root. */
export async function snapshotRootIsThere(settled: SettledProject) {
  const root = at(settled.files.project, 'snapshots', 'root');
  const path = asText(root.value);
  if (path === undefined || combine(settled.outside.snapshot).value === 'none') return [];
  const trouble = await findPathTrouble({ kind: 'folder', path }, settled.files.cwd);
  return trouble === undefined ? [] : [problemAt(settled, root, trouble)];
}
