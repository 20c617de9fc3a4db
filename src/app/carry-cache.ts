import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { readText } from '../base/files/read-regular.ts';
import { MOST_BYTES } from '../base/files/size-limits.ts';
import { pathExists } from '../base/files/path-exists.ts';
import { canonicalText } from '../base/json/canonical-text.ts';
import { parseJson } from '../base/json/parse-json.ts';
import { SalternError } from '../contract/errors.ts';
import { wrapWriteTrouble } from '../contract/write-trouble.ts';
import { hostContext } from './host-context.ts';
import { askDriver, askDrivers, type KeptByDriver } from './list-cache.ts';
import type { Services } from './services.ts';

export interface CarryOptions {
  /** Folder that the files lie in, one for each driver, with a list. Relative to where we are. */
  readonly folder: string;
  /** Only what these drivers keep. Default: every driver that can answer, and whose cache can travel. */
  readonly drivers: readonly string[] | undefined;
}

/** What is in such a folder. */
export interface CarriedFolder {
  /** The same for the same entries: hex. */
  readonly digest: string;
  /** By driver; only those that have some. */
  readonly entries: Readonly<Record<string, readonly string[]>>;
  /** Whether it holds something else now than before. */
  readonly isChanged: boolean;
}

const LIST = 'contents.json';
const schema = z.object({ version: z.literal(1), entries: z.record(z.string(), z.array(z.string())) });

/**
 * Writes what was used since `since` (milliseconds since the epoch) into the folder, and nothing where it holds that
 * already. Throws `NO_SPACE`, and what asking drivers throws.
 */
export async function saveCache(
  services: Services,
  { folder, drivers, since }: CarryOptions & { readonly since: number },
): Promise<CarriedFolder> {
  const kept = (await askNamed(services, drivers)).filter((one) => one.driver.cache.carry !== undefined);
  const used = kept.map((one) => ({ ...one, ids: listUsed(one, since) })).filter(({ ids }) => ids.length > 0);
  const entries = Object.fromEntries(used.map((one) => [one.driver.name, one.ids]));
  const digest = digestOf(entries);
  const path = resolve(services.cwd, folder);
  const before = await readList(path).catch(() => undefined);
  if (before !== undefined && digestOf(before) === digest) return { digest, entries, isChanged: false };
  try {
    await mkdir(path, { recursive: true });
    for (const one of used)
      await one.driver.cache.carry?.save(one.ids, fileOf(path, one.driver.name), hostContext(services));
    // Last: with it the folder is whole.
    await writeFile(join(path, LIST), canonicalText({ version: 1, entries }));
  } catch (error) {
    throw wrapWriteTrouble(path, error);
  }
  return { digest, entries, isChanged: true };
}

/** Takes in what `saveCache` has written, unless it is here already. Throws `USAGE` where nothing was, `CACHE_DAMAGED`. */
export async function loadCache(
  services: Services,
  { folder, drivers }: CarryOptions,
): Promise<Omit<CarriedFolder, 'isChanged'>> {
  const path = resolve(services.cwd, folder);
  const all = await readList(path);
  if (all === undefined) {
    const message = `'${folder}' holds nothing that \`saltern cache save\` has written`;
    throw new SalternError('USAGE', message, { hint: 'Name the folder that was given to it.' });
  }
  const names = Object.keys(all).filter((name) => drivers?.includes(name) ?? true);
  const entries = Object.fromEntries(names.map((name) => [name, all[name] ?? []]));
  for (const [name, ids] of Object.entries(entries)) {
    if (!services.driverNames.includes(name)) throw damaged(path, `it is for a driver '${name}', which there is not`);
    const kept = await askDriver(services, await services.driver(name));
    const here = new Set(kept.entries.map(({ id }) => id));
    if (ids.every((id) => here.has(id))) continue;
    if (kept.driver.cache.carry === undefined) throw damaged(path, `what '${name}' keeps stays on its machine`);
    await kept.driver.cache.carry.load(fileOf(path, name), hostContext(services));
  }
  return { digest: digestOf(entries), entries };
}

type Entries = CarriedFolder['entries'];

async function askNamed(services: Services, names: readonly string[] | undefined): Promise<readonly KeptByDriver[]> {
  if (names === undefined) return await askDrivers(services, undefined);
  return await Promise.all(names.map(async (name) => askDriver(services, await services.driver(name))));
}

function listUsed({ entries }: KeptByDriver, since: number): readonly string[] {
  const used = entries.filter(({ kind, usedAt }) => kind === 'prepared' && Date.parse(usedAt) >= since);
  return used.map(({ id }) => id).toSorted();
}

function digestOf(entries: Entries): string {
  return createHash('sha256').update(canonicalText(entries)).digest('hex').slice(0, 16);
}

function fileOf(folder: string, driver: string): string {
  return join(folder, `${driver}.tar`);
}

/** Undefined: nothing was saved there. Throws `CACHE_DAMAGED`. */
async function readList(folder: string): Promise<Entries | undefined> {
  const file = join(folder, LIST);
  if (!(await pathExists(file))) return undefined;
  const text = await readText(file, MOST_BYTES.settings).catch(() => '');
  const list = schema.safeParse(parseJson(text));
  if (!list.success) throw damaged(folder, `its '${LIST}' cannot be understood`);
  return list.data.entries;
}

function damaged(folder: string, why: string): SalternError {
  return new SalternError('CACHE_DAMAGED', `'${folder}' cannot be taken in: ${why}`, {
    hint: 'Remove it; what it held is made anew.',
  });
}
