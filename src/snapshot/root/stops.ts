import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { hasCode } from '../../base/error/has-code.ts';
import { readFolder } from '../../base/files/read-folder.ts';
import { readText } from '../../base/files/read-regular.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import { parseJson } from '../../base/json/parse-json.ts';
import type { AuditNote } from '../../contract/decision.ts';
import type { Freeze, Made, Stops, Taint } from '../../contract/gate-records.ts';
import { parseLog, type ReadLog } from './audit-log.ts';
import { putFile } from './put-file.ts';
import { LAYOUT } from './snapshot-layout.ts';
import { withinRoot } from './within-root.ts';
import { writeRoot } from './write-root.ts';

/** The file of the freeze of all channels: no channel's name begins so. */
const ALL = '_all';

const ACTIONS = ['freeze', 'unfreeze', 'taint'].map((action) => `"action":"${action}"`);

/** Keeps one line in the log, as `appendAudit` does. */
type Note = (note: AuditNote) => Promise<void>;

/**
 * Freezes and taints as files, and those of which only the log knows any more: a file that somebody removed by hand lifts
 * nothing. What cannot be read freezes all channels, for it may say that. Throws `SNAPSHOT_SOURCE`.
 */
export async function readStops(root: string, log: ReadLog): Promise<Stops> {
  const read = await withinRoot(root, async () => [
    ...(await readAll(LAYOUT.freezes(root), parseFreeze)),
    ...(await readAll(LAYOUT.taints(root), parseTaint)),
  ]);
  const here = {
    freezes: read.flatMap((one) => (one.kind === 'taint' ? [] : [one.freeze])),
    taints: read.flatMap((one) => (one.kind === 'taint' ? [one.taint] : [])),
  };
  const logged = await readLogged(log);
  const digests = new Set(here.taints.map(({ digest }) => digest));
  const freezes = logged.freezes.flatMap((freeze) => tellChanged(freeze, here.freezes));
  const taints = logged.taints.filter(({ digest }) => !digests.has(digest));
  const changed = [
    ...freezes.map(({ channel, reason }) => `the freeze of ${channel ?? 'all channels'} still holds: ${reason}`),
    ...taints.map(({ snapshot }) => `'${snapshot}' is still tainted, though the file that says so is gone`),
    ...read.flatMap((one) => (one.kind === 'unknown' ? [one.freeze.reason] : [])),
  ];
  return {
    freezes: [...here.freezes, ...freezes],
    taints: [...here.taints, ...taints],
    ...(changed.length === 0 ? {} : { changed }),
  };
}

/** The file alone: it stops at once, also while somebody else holds the lock. */
export async function announceFreeze(root: string, freeze: Freeze): Promise<void> {
  await putFile(root, join(LAYOUT.freezes(root), nameOf(freeze.channel)), freeze);
}

/** The file first: it stops at once, whatever happens to the note. */
export async function putFreeze(root: string, freeze: Freeze, note: Note): Promise<void> {
  await announceFreeze(root, freeze);
  const { channel, by, at, reason, until } = freeze;
  const more = { ...(channel === undefined ? {} : { channel }), ...(until === undefined ? {} : { until }) };
  await note({ version: 1, at, by, action: 'freeze', reason, ...more });
}

/** False: there was none. */
export async function removeFreeze(
  root: string,
  { channel, by, at, reason }: Made & Pick<Freeze, 'channel'>,
  { log, note }: { readonly log: ReadLog; readonly note: Note },
): Promise<boolean> {
  const { freezes } = await readStops(root, log);
  if (!freezes.some((freeze) => freeze.channel === channel)) return false;
  const file = join(LAYOUT.freezes(root), nameOf(channel));
  await writeRoot(root, `the freeze '${file}' cannot be lifted`, () => rm(file, { force: true }));
  await note({ version: 1, at, by, action: 'unfreeze', reason, ...(channel === undefined ? {} : { channel }) });
  return true;
}

export async function putTaint(root: string, taint: Taint, note: Note): Promise<void> {
  const { digest, snapshot, channel, instances, by, at, reason } = taint;
  await putFile(root, join(LAYOUT.taints(root), `${digest.replaceAll(/[^0-9A-Za-z]/g, '-')}.json`), taint);
  await note({ version: 1, at, by, action: 'taint', reason, channel, snapshot: { id: snapshot, digest }, instances });
}

/** What the log says was made and never lifted. */
async function readLogged(log: ReadLog): Promise<Stops> {
  // Within a text of the line, quotes are escaped: this stands nowhere else.
  const { notes } = parseLog(await log(), (text) => ACTIONS.some((word) => text.includes(word)));
  const freezes = new Map<string | undefined, Freeze>();
  const taints = new Map<string, Taint>();
  for (const { action, channel, by, at, reason, until, snapshot, instances = [] } of notes) {
    if (action === 'unfreeze') freezes.delete(channel);
    if (action === 'freeze')
      freezes.set(channel, { channel, by, at, reason, ...(until === undefined ? {} : { until }) });
    if (action === 'taint' && snapshot !== undefined) {
      const { id, digest } = snapshot;
      taints.set(digest, { digest, snapshot: id, channel: channel ?? '', instances, by, at, reason });
    }
  }
  return { freezes: [...freezes.values()], taints: [...taints.values()] };
}

/** The freeze as the log has it, where its file does not say the same. */
function tellChanged(logged: Freeze, files: readonly Freeze[]): readonly Freeze[] {
  const file = files.find(({ channel }) => channel === logged.channel);
  if (file !== undefined && file.until === logged.until) return [];
  const what = file === undefined ? 'is gone, but nobody lifted it' : 'names another end than the log';
  return [{ ...logged, reason: `${logged.reason} (its file ${what})` }];
}

function nameOf(channel: string | undefined): string {
  return `${channel ?? ALL}.json`;
}

type Stop =
  | { readonly kind: 'freeze' | 'unknown'; readonly freeze: Freeze }
  | { readonly kind: 'taint'; readonly taint: Taint };

/** `parse`: undefined where the text under that name is not what it should be. */
async function readAll(
  folder: string,
  parse: (text: string, name: string) => Stop | undefined,
): Promise<readonly Stop[]> {
  // Half-written files of ours begin with a dot.
  const names = (await readFolder(folder)).filter((name) => !name.startsWith('.'));
  const read = names.map(async (name): Promise<readonly Stop[]> => {
    const file = join(folder, name);
    try {
      return [parse(await readText(file, MOST_BYTES.settings), name) ?? unknown(file, 'it is none of ours')];
    } catch (error) {
      // Lifted since the folder was read; a link that leads nowhere is still there.
      if (hasCode(error, 'ENOENT') && !(await readFolder(folder)).includes(name)) return [];
      return [unknown(file, error instanceof Error ? error.message : String(error))];
    }
  });
  return (await Promise.all(read)).flat();
}

function unknown(file: string, why: string): Stop {
  const reason = `'${file}' cannot be read, and may say so: ${why}`;
  return { kind: 'unknown', freeze: { channel: undefined, by: 'nobody known', at: new Date(0).toISOString(), reason } };
}

function parseFreeze(text: string, name: string): Stop | undefined {
  const parsed = freezeSchema.safeParse(parseJson(text));
  if (!parsed.success || nameOf(parsed.data.channel) !== name) return undefined;
  return { kind: 'freeze', freeze: parsed.data };
}

function parseTaint(text: string): Stop | undefined {
  const parsed = taintSchema.safeParse(parseJson(text));
  return parsed.success ? { kind: 'taint', taint: parsed.data } : undefined;
}

const made = { by: z.string(), at: z.iso.datetime(), reason: z.string() };

const freezeSchema = z
  .object({ ...made, channel: z.string().optional(), until: z.iso.datetime().exactOptional() })
  .transform(({ channel, ...rest }) => ({ ...rest, channel })) satisfies z.ZodType<Freeze>;

const taintSchema = z.object({
  ...made,
  digest: z.string(),
  snapshot: z.string(),
  channel: z.string(),
  instances: z.array(z.string()),
}) satisfies z.ZodType<Taint>;
