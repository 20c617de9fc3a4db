/** Takes a snapshot of the root given as first argument: a process of its own, to be killed. */
import { createSnapshot } from '../../src/snapshot/create-snapshot.ts';
import { openSource } from '../../src/snapshot/sources/index.ts';

const [, , root = '', now = ''] = process.argv;
const { manifest, created } = await createSnapshot({
  root,
  source: await openSource({ name: 'mirror', config: {} }, { root }),
  now: new Date(now),
  signal: new AbortController().signal,
  progress: (step) => process.stdout.write(`${JSON.stringify(step)}\n`),
});
process.stdout.write(`${created ? 'created' : 'kept'} ${manifest.id}\n`);
