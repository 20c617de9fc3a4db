import { createHash } from 'node:crypto';
import type { FarmJob } from '../../contract/farm.ts';

/** What the queue needs to know of a job. */
export interface QueuedJob {
  /** Name of the queue that holds all jobs which the same workers can take. */
  readonly queue: string;
  /** Its id within pg-boss: the same for the same job, so that it is queued once however often it is sent. */
  readonly boss: string;
  /** The longest first; what is not known may be long. */
  readonly priority: number;
}

const MOST = 2_147_483_647;

/** Pure. */
export function describeJob({ id, saltern, labels, needs, usualMs }: FarmJob): QueuedJob {
  const kind = [saltern, [...labels].toSorted(), needs.memoryBytes, needs.cores];
  return {
    queue: `jobs/${digest(JSON.stringify(kind)).slice(0, 16)}`,
    boss: toUuid(digest(id)),
    priority: usualMs === undefined ? MOST : Math.min(MOST, Math.max(0, Math.round(usualMs))),
  };
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function toUuid(hex: string): string {
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}
