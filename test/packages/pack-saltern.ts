import { readdir } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { ROOT } from '../root.ts';
import { run } from '../testbed/host/command.ts';
import { withLock } from '../testbed/host/lock.ts';

/** Packs what npm publishes into `folder`, which is there and empty, and gives its path. Throws `TestbedError`. */
export async function packSaltern(folder: string): Promise<string> {
  const env = { PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter) };
  // Before it packs, npm makes `dist/` anew: two at once would pack each other's halves.
  await withLock(
    join(ROOT, 'node_modules/.saltern-pack.lock'),
    () => undefined,
    () => run(['npm', 'pack', '--silent', '--pack-destination', folder], { cwd: ROOT, env }),
  );
  const [name = ''] = await readdir(folder);
  return join(folder, name);
}
