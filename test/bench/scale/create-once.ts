import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { seconds } from '../measure.ts';

/**
 * A program: takes a snapshot of the mirrors in a folder, from the lock to the last rename. Prints the seconds of that
 * alone: the start of Node, the types that it strips from sources and the reading of a project are no part of it.
 */
const [root = ''] = process.argv.slice(2);
// As the command line does.
enableCompileCache(join(root, '../compiled'));
const { createSnapshot } = await import('../../../src/snapshot/create-snapshot.ts');
const { openSource } = await import('../../../src/snapshot/sources/index.ts');
const source = await openSource({ name: 'mirror', config: {} }, { root });
const { signal } = new AbortController();
const took = await seconds(async () => {
  const { created } = await createSnapshot({ root, source, now: new Date(), signal, progress: () => undefined });
  if (!created) throw new Error(`nothing changed in '${root}'`);
});
process.stdout.write(`${took}\n`);
