import { count } from '../base/text/count.ts';
import type { AuditEntry } from './decision.ts';

/**
 * The worst of what is not met, and how many more there are, in one line: `ops-time-default-centos-7: no result (and 2 more
 * instances)`. Empty where all is met. Pure.
 */
export function tellUnmet(unmet: AuditEntry['reasons']): string {
  const [first] = [...unmet.filter(({ kind }) => kind === 'fail'), ...unmet];
  if (first === undefined) return '';
  const others = unmet.length - 1;
  return `${first.instance}: ${first.reason}${others === 0 ? '' : ` (and ${count(others, 'more instance')})`}`;
}
