import { formatGib } from '../../base/text/format-bytes.ts';
import type { FarmJob, FarmWorker } from '../../contract/farm.ts';

/** Why no worker takes any of these jobs, one sentence; undefined where one can, be it later. Pure. */
export function explainNoTaker(jobs: readonly FarmJob[], workers: readonly FarmWorker[]): string | undefined {
  const reasons = jobs.map((job) => explainJob(job, workers));
  return reasons.some((reason) => reason === undefined) ? undefined : reasons[0];
}

function explainJob({ saltern, labels, needs }: FarmJob, workers: readonly FarmWorker[]): string | undefined {
  if (workers.length === 0) return 'there are no workers';
  const alike = workers.filter((worker) => worker.saltern === saltern);
  if (alike.length === 0) {
    const others = [...new Set(workers.map((worker) => worker.saltern))].join(', ');
    return `workers have saltern ${others}, and this one is ${saltern}: they must be the same`;
  }
  const able = alike.filter((worker) => labels.every((label) => worker.labels.includes(label)));
  if (able.length === 0) {
    const missing = labels.find((label) => !alike.some((worker) => worker.labels.includes(label)));
    return missing === undefined
      ? `no worker has all of the labels ${labels.join(', ')}`
      : `no worker has the label '${missing}'`;
  }
  if (!able.some(({ limits }) => limits.memoryBytes >= needs.memoryBytes)) {
    const most = Math.max(...able.map(({ limits }) => limits.memoryBytes));
    return `no worker has ${formatGib(needs.memoryBytes)} of memory; the most is ${formatGib(most)}`;
  }
  const isFit = able.some(({ limits }) => limits.memoryBytes >= needs.memoryBytes && limits.cores >= needs.cores);
  return isFit ? undefined : `no worker has ${needs.cores} cores with memory enough`;
}
