import type { RunStarted } from '../../contract/events.ts';
import { span, type Line } from '../text/line.ts';
import { count } from '../../base/text/count.ts';

/** `9 instances · snapshot 20261122T013000 · docker · 4 at once` */
export function renderHeader(started: RunStarted): Line {
  const { shard } = started;
  const parts = [
    ...(shard === undefined ? [] : [`shard ${shard.index}/${shard.count}`]),
    count(started.instances.length, 'instance'),
    ...describeAttempt(started),
    ...describeSnapshots(started),
    ...started.drivers,
    started.concurrency === 0 ? 'no worker is there yet' : `${started.concurrency} at once${describeWanted(started)}`,
  ];
  return [span(parts.join(' · '))];
}

/** Only of what is tried again. */
function describeAttempt({ instances }: RunStarted): readonly string[] {
  const attempts = new Set(instances.map(({ attempt = 1 }) => attempt));
  if (attempts.size !== 1) return attempts.size === 0 ? [] : [`attempts up to ${Math.max(...attempts)}`];
  return attempts.has(1) ? [] : [`attempt ${[...attempts].join()}`];
}

/** Instances that are kept stay on their own. */
function describeSnapshots({ snapshot: common, instances }: RunStarted): readonly string[] {
  if (common !== undefined) return [`snapshot ${common}`];
  const ids = [...new Set(instances.map(({ snapshot }) => snapshot ?? 'none'))];
  if (ids.length > 3) return [`${ids.length} snapshots`];
  if (ids.length > 1) return [`snapshots ${ids.join(', ')}`];
  return [];
}

function describeWanted({ wanted }: RunStarted): string {
  return wanted === undefined ? '' : ` (memory is short for ${wanted})`;
}
