import { formatAge } from '../base/time/format-age.ts';
import type { AttemptEnd, Newest } from '../app/judge-newest.ts';

const ENDS = {
  running: 'running',
  interrupted: 'interrupted',
  killed: 'killed',
  pass: 'pass',
  fail: 'fail',
  error: 'error',
} as const satisfies Record<AttemptEnd, string>;

/** `pass 7 min`, `fail 2 h`, `interrupted 5 min`; what came after the verdict beside it: `pass 2 h, error 7 min`. Pure. */
export function describeNewest({ verdict, attempt }: Newest, now: number): string {
  const age = (at: string): string => formatAge(now - Date.parse(at));
  const word = verdict?.isFlaky === true ? 'flaky' : verdict?.outcome;
  const later = attempt ? [`${ENDS[attempt.end]} ${age(attempt.at)}`] : [];
  if (verdict === undefined || word === undefined) return later.join('');
  const since = attempt === undefined && verdict.since ? [`error ${age(verdict.since.at)}`] : [];
  return [`${word} ${age(verdict.at)}`, ...since, ...later].join(', ');
}
