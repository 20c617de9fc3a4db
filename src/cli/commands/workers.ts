import { listWorkers, type ListedWorker } from '../../app/list-workers.ts';
import type { ProjectOptions } from '../../app/load-project-for.ts';
import { formatBytes } from '../../base/text/format-bytes.ts';
import { formatAge } from '../../base/time/format-age.ts';
import { formatTime } from '../../base/time/format-time.ts';
import type { Command } from '../answer.ts';
import { renderTable } from '../render-table.ts';

/** The workers that are there, and what they are at. */
export const workers: Command<ProjectOptions> = async (app, options) => {
  const listed = await listWorkers(app, options);
  return { exitCode: 0, data: { workers: listed }, lines: renderWorkers(listed, app.now()) };
};

/** A line for each worker and one for each further job of it. `now`: milliseconds since the epoch. Pure. */
export function renderWorkers(listed: readonly ListedWorker[], now: number): readonly string[] {
  if (listed.length === 0) return ['no worker is there: start one with `saltern worker`'];
  const head = ['WORKER', 'SALTERN', 'LABELS', 'ROOM', 'SINCE (UTC)', 'HEARD', 'AT'];
  const rows = listed.flatMap((worker) => {
    const [first = 'nothing', ...more] = worker.jobs;
    return [[...describe(worker, now), first], ...more.map((job) => ['', '', '', '', '', '', job])];
  });
  return renderTable(head, rows);
}

function describe({ name, saltern, labels, limits, startedAt, seenAt, isSilent }: ListedWorker, now: number) {
  const room = `${formatBytes(limits.memoryBytes)}, ${limits.cores} ${limits.cores === 1 ? 'core' : 'cores'}`;
  const age = formatAge(now - Date.parse(seenAt));
  return [name, saltern, labels.join(' '), room, formatTime(startedAt), isSilent ? `not for ${age}` : `${age} ago`];
}
