import { count } from '../base/text/count.ts';
import { formatBytes } from '../base/text/format-bytes.ts';
import type { Resources } from '../contract/driver.ts';
import type { FarmJob, FarmWorker } from '../contract/farm.ts';

/** Milliseconds after which a worker that was not heard of is taken for gone: it says that it is there every 15 s. */
const SILENT_MS = 60_000;

/** Whether a worker was not heard of for so long that it is not to be counted on. `now`: milliseconds since the epoch. */
export function isSilent({ seenAt }: Pick<FarmWorker, 'seenAt'>, now: number): boolean {
  return now - Date.parse(seenAt) > SILENT_MS;
}

/**
 * Why nobody takes some of these jobs, in one sentence; undefined where each of them has a worker that can hold it. Give it
 * the workers that are heard of. Pure.
 */
export function explainNoTaker(jobs: readonly FarmJob[], workers: readonly FarmWorker[]): string | undefined {
  const idle = jobs.filter((job) => !workers.some((worker) => findObstacle(job, worker) === undefined));
  const [first] = idle;
  if (first === undefined) return undefined;
  const others = idle.length === 1 ? '' : `, nor one for ${count(idle.length - 1, 'other job')}`;
  return `there is no worker for '${first.plan.name}'${others}: ${explain(first, workers)}`;
}

type Obstacle = 'version' | 'label' | 'room';

/** What comes first of what stands in the way of a worker that has nothing else to do. */
function findObstacle(job: FarmJob, { saltern, labels, limits }: FarmWorker): Obstacle | undefined {
  if (saltern !== job.saltern) return 'version';
  if (!job.labels.every((label) => labels.includes(label))) return 'label';
  return job.needs.memoryBytes > limits.memoryBytes || job.needs.cores > limits.cores ? 'room' : undefined;
}

function explain(job: FarmJob, workers: readonly FarmWorker[]): string {
  if (workers.length === 0) return 'none is there';
  const same = workers.filter((worker) => findObstacle(job, worker) !== 'version');
  if (same.length === 0) return explainVersion(job, workers);
  const able = same.filter((worker) => findObstacle(job, worker) === 'room');
  if (able.length === 0) return explainLabels(job, same);
  const most = able.map(({ limits }) => describeRoom(limits));
  return `it needs ${describeRoom(job.needs)}, and those that could have ${[...new Set(most)].join('; ')}`;
}

function explainVersion({ saltern }: FarmJob, workers: readonly FarmWorker[]): string {
  const theirs = [...new Set(workers.map((worker) => worker.saltern))].toSorted();
  return `it needs saltern ${saltern}, as here, and ${who(workers)} ${theirs.join(', ')}`;
}

function explainLabels({ labels }: FarmJob, workers: readonly FarmWorker[]): string {
  const missing = labels.filter((label) => !workers.some((worker) => worker.labels.includes(label)));
  const quoted = (some: readonly string[]): string => some.map((label) => `'${label}'`).join(' and ');
  if (missing.length === 0) return `no one has ${quoted(labels)} together`;
  return `no one has the label${missing.length === 1 ? '' : 's'} ${quoted(missing)}`;
}

function who(workers: readonly FarmWorker[]): string {
  const [only, ...more] = workers;
  return only !== undefined && more.length === 0 ? `'${only.name}' has` : `the ${workers.length} that are there have`;
}

function describeRoom({ memoryBytes, cores }: Resources): string {
  return `${formatBytes(memoryBytes)} of memory and ${count(cores, 'core')}`;
}
