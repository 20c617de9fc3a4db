import { cleanName } from '../../base/text/clean-text.ts';
import { count } from '../../base/text/count.ts';
import type { ChangedFleet } from '../../contract/changed.ts';

/** In a line: `12 of 46 instances, by 3 files; 34 are not affected`. Pure. */
export function describeChanged({ files, selected, ignored, untouched }: ChangedFleet): string {
  const all = selected.length + untouched;
  if (files.length === 0 && selected.length === 0) return `no file, so none of ${count(all, 'instance')}`;
  if (selected.length === 0) return `none of ${count(all, 'instance')}, by ${count(files.length, 'file')}`;
  const by = count(files.length - ignored.length, 'file');
  const rest = untouched === 0 ? '' : `; ${untouched} ${untouched === 1 ? 'is' : 'are'} not affected`;
  return `${selected.length} of ${count(all, 'instance')}, by ${by}${rest}`;
}

/** The same for a log, with the strongest reason of each suite. Pure. */
export function tellChanged(fleet: ChangedFleet): readonly string[] {
  const suites = new Map<string, string>();
  for (const { formula, suite, reasons } of fleet.selected) {
    const name = `${formula}-${suite}`;
    if (!suites.has(name)) suites.set(name, cleanName(`  ${name}: ${reasons[0]?.text ?? ''}`));
  }
  const lines = [...suites.values()];
  const more = lines.length - MOST_SUITES;
  return [
    cleanName(`changed since ${fleet.base}: ${describeChanged(fleet)}`),
    ...lines.slice(0, MOST_SUITES),
    ...(more > 0 ? [`  and ${count(more, 'suite')} more`] : []),
  ];
}

const MOST_SUITES = 30;
