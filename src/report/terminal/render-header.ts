import type { RunStarted } from '../../contract/events.ts';
import { span, type Line } from '../text/line.ts';
import { count } from '../../base/text/count.ts';

/** `9 instances · snapshot 20261122T013000 · docker · 4 at once` */
export function renderHeader(started: RunStarted): Line {
  const parts = [
    count(started.instances.length, 'instance'),
    ...describeSnapshots(started),
    ...started.drivers,
    `${started.concurrency} at once${describeWanted(started)}`,
  ];
  return [span(parts.join(' · '))];
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
