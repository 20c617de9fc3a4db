import { createHash } from 'node:crypto';
import { rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { readText } from '../../../src/base/files/read-regular.ts';
import { MOST_BYTES } from '../../../src/base/files/size-limits.ts';
import { readFolder } from '../../../src/base/files/read-folder.ts';
import { parseJson } from '../../../src/base/json/parse-json.ts';
import type { DriverContext, HostContext } from '../../../src/contract/context.ts';
import { takeLock, type LockTarget } from '../../../src/base/lock/take-lock.ts';
import type { Hardware } from '../machine/machine-arguments.ts';

const stateSchema = z.object({
  version: z.literal(1),
  key: z.string(),
  /** For people: platform, stage, snapshot. */
  title: z.string(),
  /** Key of the state that it was made from, or '' when that was the image itself. */
  parent: z.string(),
  /** File of the image at the bottom. */
  image: z.string(),
  /** Whether memory is saved too. */
  isWarm: z.boolean(),
  hostname: z.string(),
});

export type PreparedState = z.infer<typeof stateSchema>;

/** What `prepare` gives for an image without stages: nothing was prepared. */
export const PLAIN_IMAGE = 'image';

/** Files of one prepared state. */
export interface PreparedFolder {
  readonly path: string;
  readonly state: string;
  readonly disk: string;
  readonly seed: string;
  readonly memory: string;
  readonly devices: string;
  readonly variables: string;
}

/** Version of how states are made. Increase it when that changes: older states are then not used. */
const RECIPE = 2;

/** Covers everything that saved memory depends on: the state below, the stage, the hardware, the version of QEMU. */
export function preparedKey(below: string, stageKey: string, hardware: Hardware, more: readonly string[]): string {
  return createHash('sha256')
    .update(JSON.stringify([RECIPE, below, stageKey, hardware, more]))
    .digest('hex')
    .slice(0, 32);
}

export function preparedRoot(cacheDirectory: string): string {
  return join(cacheDirectory, 'qemu/prepared');
}

export function preparedFolder(cacheDirectory: string, key: string): PreparedFolder {
  const path = join(preparedRoot(cacheDirectory), key);
  return {
    path,
    state: join(path, 'state.json'),
    disk: join(path, 'disk.qcow2'),
    seed: join(path, 'seed.iso'),
    memory: join(path, 'memory'),
    devices: join(path, 'devices'),
    variables: join(path, 'variables.fd'),
  };
}

/** Held while a state is made. A sweep that can take it knows that its builder is an orphan. */
export function preparedLock({ cacheDirectory }: Pick<DriverContext, 'cacheDirectory'>, key: string): LockTarget {
  return { directory: join(cacheDirectory, 'locks'), key: `qemu-prepared-${key}` };
}

/** The state under that key; undefined when it is missing or damaged. */
export async function readPrepared(cacheDirectory: string, key: string): Promise<PreparedState | undefined> {
  const text = await readText(preparedFolder(cacheDirectory, key).state, MOST_BYTES.record).catch(() => '');
  return stateSchema.safeParse(parseJson(text)).data;
}

export async function writePrepared(folder: PreparedFolder, state: PreparedState): Promise<void> {
  await writeFileAtomic(folder.state, `${JSON.stringify(state, null, 2)}\n`);
}

type UseContext = Pick<HostContext, 'cacheDirectory' | 'now'>;

/** The state file's time is when it was last used. */
export async function notePreparedUse(key: string, { cacheDirectory, now }: UseContext): Promise<void> {
  const time = new Date(now());
  await utimes(preparedFolder(cacheDirectory, key).state, time, time).catch(() => undefined);
}

/** Saved memory that cannot be taken up again is thrown away; the disk is good, and boots. */
export async function forgetMemory(cacheDirectory: string, key: string): Promise<void> {
  const folder = preparedFolder(cacheDirectory, key);
  const state = await readPrepared(cacheDirectory, key);
  if (!state?.isWarm) return;
  await writePrepared(folder, { ...state, isWarm: false });
  await Promise.all([rm(folder.devices, { force: true }), rm(folder.memory, { force: true })]);
}

export interface ListedState {
  readonly state: PreparedState;
  readonly bytes: number;
  readonly usedAt: Date;
}

export async function listStates(cacheDirectory: string): Promise<readonly ListedState[]> {
  const names = await readFolder(preparedRoot(cacheDirectory));
  const states = await Promise.all(
    names.filter((name) => !name.startsWith('.')).map((name) => listState(cacheDirectory, name)),
  );
  return states.filter((one) => one !== undefined);
}

async function listState(cacheDirectory: string, key: string): Promise<ListedState | undefined> {
  const folder = preparedFolder(cacheDirectory, key);
  const [state, used] = await Promise.all([
    readPrepared(cacheDirectory, key),
    stat(folder.state).catch(() => undefined),
  ]);
  if (!state || !used) return undefined;
  const files = [folder.disk, folder.memory, folder.devices, folder.seed, folder.variables];
  // Blocks, not length: memory is a file with holes.
  const sizes = await Promise.all(
    files.map(async (file) => ((await stat(file).catch(() => undefined))?.blocks ?? 0) * 512),
  );
  return { state, bytes: sizes.reduce((sum, one) => sum + one, 0), usedAt: used.mtime };
}

/** Removes a state unless it is being made now. Gives whether it did. */
export async function removeState(context: Pick<DriverContext, 'cacheDirectory'>, key: string): Promise<boolean> {
  using lock = await takeLock(preparedLock(context, key));
  if (!lock) return false;
  const { path } = preparedFolder(context.cacheDirectory, key);
  const aside = join(preparedRoot(context.cacheDirectory), `.gone-${key}`);
  await rm(aside, { recursive: true, force: true });
  // Renamed first: a folder that is half gone must not be found.
  await rename(path, aside).catch(() => undefined);
  await rm(aside, { recursive: true, force: true });
  return true;
}
