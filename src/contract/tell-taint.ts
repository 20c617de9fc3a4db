import type { Taint } from './gate-records.ts';

const MOST_NAMES = 3;

/** What failed and how, in one line: `ops-time-default-centos-7: chronyd is not running`; empty where neither is known. Pure. */
export function tellTaint({ instances, reason }: Pick<Taint, 'instances' | 'reason'>): string {
  return [instances.slice(0, MOST_NAMES).join(', '), reason].filter((text) => text !== '').join(': ');
}
