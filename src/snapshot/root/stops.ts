import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readFolder } from '../../base/files/read-folder.ts';
import { readText } from '../../base/files/read-regular.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import { syncToDisk } from '../../base/files/sync-to-disk.ts';
import { printableJson } from '../../base/json/printable-json.ts';
import type { Freeze, Stops, Taint } from '../../contract/gate-records.ts';
import { LAYOUT } from './snapshot-layout.ts';
import { withinRoot } from './within-root.ts';
import { writeRoot } from './write-root.ts';

const made = { by: z.string(), at: z.string(), reason: z.string() };

const freezeSchema = z
  .object({ ...made, channel: z.string().optional(), until: z.string().exactOptional() })
  .transform(({ channel, ...rest }) => ({ ...rest, channel })) satisfies z.ZodType<Freeze>;

const taintSchema = z.object({
  ...made,
  digest: z.string(),
  snapshot: z.string(),
  channel: z.string(),
  instances: z.array(z.string()),
}) satisfies z.ZodType<Taint>;

/** All freezes and taints of a root, a file each. Throws `SNAPSHOT_SOURCE` where one cannot be read: it may stop anything. */
export async function readStops(root: string): Promise<Stops> {
  return await withinRoot(root, async () => ({
    freezes: await readAll(LAYOUT.freezes(root), freezeSchema),
    taints: await readAll(LAYOUT.taints(root), taintSchema),
  }));
}

export async function putFreeze(root: string, freeze: Freeze): Promise<void> {
  await put(root, join(LAYOUT.freezes(root), `${freeze.channel ?? '_all'}.json`), freeze);
}

export async function putTaint(root: string, taint: Taint): Promise<void> {
  await put(root, join(LAYOUT.taints(root), `${taint.digest.replaceAll(/[^0-9A-Za-z]/g, '-')}.json`), taint);
}

async function readAll<T>(folder: string, schema: z.ZodType<T>): Promise<readonly T[]> {
  const names = (await readFolder(folder)).filter((name) => !name.startsWith('.'));
  const read = async (name: string) =>
    schema.parse(JSON.parse(await readText(join(folder, name), MOST_BYTES.settings)));
  return await Promise.all(names.map(read));
}

async function put(root: string, file: string, value: Freeze | Taint): Promise<void> {
  await writeRoot(root, `'${file}' cannot be written`, async () => {
    const folder = join(file, '..');
    await mkdir(folder, { recursive: true });
    const aside = join(folder, '.new');
    await writeFile(aside, `${printableJson(value, 2)}\n`);
    await syncToDisk(aside);
    await rename(aside, file);
    await syncToDisk(folder);
  });
}
