/**
 * A worker of a queue in a process of its own. Arguments: URL, name, how many jobs at once, milliseconds that each takes, or
 * `held`: until its input says anything. Says `took JOB` and `did JOB true` on its output; ends with its input.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { openBench } from '../../src/farm/queue/index.ts';
import { farmResult } from './farm-job.ts';

const [, , url = '', name = '', slots = '1', ms = '0'] = process.argv;
const limits = { memoryBytes: 4000, cores: 4 };
const ended = new AbortController();
const held = Promise.withResolvers<void>();
process.stdin
  .on('data', () => held.resolve())
  .on('end', () => {
    ended.abort();
    held.resolve();
  });
await using bench = await openBench({ url, worker: { name, saltern: '1.0.0', labels: ['docker'], limits } });
process.stdout.write('ready\n');
await Promise.all(Array.from({ length: Number(slots) }, serve));

async function serve(): Promise<void> {
  for (;;) {
    const taken = await bench.take(limits, { signal: ended.signal });
    if (taken === undefined) return;
    const { name: instance } = taken.job.plan;
    process.stdout.write(`took ${taken.job.id}\n`);
    taken.tell({ type: 'instance-started', instance, at: 0 });
    if (ms === 'held') await held.promise;
    else if (ms !== '0') await delay(Number(ms));
    taken.tell({ type: 'output', instance, phase: 'converge', stream: 'stdout', text: `${name}\n`, at: 1 });
    const counts = await taken.finish(farmResult({ name: instance }));
    process.stdout.write(`did ${taken.job.id} ${counts}\n`);
  }
}
