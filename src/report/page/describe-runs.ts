import { cleanLine } from '../../base/text/clean-text.ts';
import { formatLongTime } from '../../base/time/format-time.ts';
import type { InstanceVerdict } from '../../contract/store.ts';
import { count } from '../../base/text/count.ts';

/** `22 Nov 2026, 22:20 UTC · snapshot 20261122T013000 · run 20261122T222046-1a2b`; of several runs the newest. */
export function describeRuns(verdicts: readonly InstanceVerdict[]): string {
  const newest = verdicts.toSorted((a, b) => (`${a.at} ${a.runId}` < `${b.at} ${b.runId}` ? 1 : -1))[0];
  if (newest === undefined) return '';
  const { at, snapshot, runId } = newest;
  const others = new Set(verdicts.map((verdict) => verdict.runId)).size - 1;
  const facts = [formatLongTime(at), snapshot === null ? '' : `snapshot ${snapshot}`, `run ${runId}`];
  const more = others > 0 ? count(others, 'earlier run') : '';
  return cleanLine([...facts, more].filter((fact) => fact !== '').join(' · '));
}
