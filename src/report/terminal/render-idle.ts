import { cleanLine } from '../../base/text/clean-text.ts';
import type { CheckResult, InstanceResult } from '../../contract/result.ts';
import { labelled } from '../explain/labelled-lines.ts';
import { listIdle } from '../explain/list-remarks.ts';
import { span, type Line } from '../text/line.ts';
import { formatPlace } from '../text/words.ts';
import { count } from '../../base/text/count.ts';

/** Most of them that are shown; a page of checks that somebody switched off is no news. */
const MOST_SHOWN = 10;

/** Checks that prove nothing as they are written: each place once, however many instances have it. */
export function renderIdle(instances: readonly InstanceResult[], cwd: string): readonly Line[] {
  const idle = Map.groupBy(instances.flatMap(listIdle), nameOf);
  if (idle.size === 0) return [];
  const first = [...idle.values()].flatMap(([check]) => check ?? []);
  const left = first.length - MOST_SHOWN;
  return [
    [span('PROVES NOTHING', 'error')],
    ...first.slice(0, MOST_SHOWN).map((check) => renderOne(check, cwd)),
    ...(left > 0 ? [[span(`  … ${count(left, 'more check')} in the log`, 'dim')]] : []),
    [],
  ];
}

function nameOf({ type, id, property, place }: CheckResult): string {
  return JSON.stringify([type, id, property, place?.file, place?.line]);
}

function renderOne({ type, id, message, place }: CheckResult, cwd: string): Line {
  const where = place === undefined ? '' : `   ${formatPlace(place, cwd)}`;
  const what = span(`${cleanLine(type)} ${cleanLine(id)}`, 'strong');
  return labelled('check', 'error', what, span(`   ${cleanLine(message)}`), span(where, 'dim'));
}
