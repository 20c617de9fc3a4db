import type { Path } from '../../base/json/json-value.ts';
import type { SettledProject } from '../settle/settle-project.ts';
import { problemAt } from './rule.ts';

/** A snapshot source's whole configuration, of all files, is as it wants it. Each file's part was looked at by itself before. */
export function snapshotSourceFits(settled: SettledProject) {
  const { value, from } = settled.source;
  if (from.value === undefined) return [];
  const issues = settled.files.sources[value.name]?.safeParse(value.config).error?.issues ?? [];
  return issues.map((issue) => {
    const path: Path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
    const isThere = path[0] === undefined || Object.hasOwn(value.config, path[0]);
    const message = isThere ? `'${path.join('.')}': ${issue.message}` : `'${path.join('.')}' is missing`;
    return problemAt(settled, from, `source '${value.name}', ${message}`, [value.name, ...path]);
  });
}
