import { readdir, readFile, readlink, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../../src/base/error/has-code.ts';
import type { Finding } from '../../src/contract/driver.ts';

/** How many inotify instances root has on this machine, all containers together. */
export interface InotifyUse {
  readonly used: number;
  /** `fs.inotify.max_user_instances`. */
  readonly limit: number;
  /** The same of watches, `fs.inotify.max_user_watches`. Default: not looked at. */
  readonly watches?: { readonly used: number; readonly limit: number };
  /** False where processes of root may not be looked at: then more is used. Default true. */
  readonly isWhole?: boolean;
}

/** What a container with systemd takes; some take more. */
const PER_CONTAINER = 6;
/** Room for fewer than this is worth a word. */
const FEW_CONTAINERS = 10;
/** Part of the watches that may be in use. */
const FULL = 0.8;
const RAISE = 'raise it with `sysctl fs.inotify.max_user_instances=1024`';

/** What systemd, journald, dbus and udev say when there are none left. */
const SAYS_SO =
  /inotify\w*.*(?:too many open files|EMFILE)|(?:too many open files|EMFILE).*inotify|failed to allocate directory watch: too many open files|failed to allocate manager object: too many open files/i;

/** Undefined where the limit cannot be seen: no Linux, or the engine is on another machine. Only root sees all that is used. */
export async function measureInotify(proc = '/proc'): Promise<InotifyUse | undefined> {
  const [limit, mostWatches] = await Promise.all([limitOf(proc, 'instances'), limitOf(proc, 'watches')]);
  if (!Number.isInteger(limit)) return undefined;
  const processes = (await readdir(proc)).filter((name) => /^\d+$/.test(name));
  const used = await Promise.all(processes.map((pid) => countOf(join(proc, pid))));
  const sum = (key: 'instances' | 'watches'): number => used.reduce((all, one) => all + one[key], 0);
  return {
    limit,
    used: sum('instances'),
    ...(Number.isInteger(mostWatches) ? { watches: { used: sum('watches'), limit: mostWatches } } : {}),
    isWhole: used.every(({ isSeen }) => isSeen),
  };
}

async function limitOf(proc: string, what: 'instances' | 'watches'): Promise<number> {
  return Number(await readFile(join(proc, `sys/fs/inotify/max_user_${what}`), 'utf8').catch(() => 'NaN'));
}

/** Those of one process of root's; none of one that ended meanwhile. */
async function countOf(folder: string) {
  const none = { instances: 0, watches: 0 };
  try {
    if ((await stat(folder)).uid !== 0) return { ...none, isSeen: true };
    const files = await readdir(join(folder, 'fd'));
    const kinds = await Promise.all(files.map((file) => readlink(join(folder, 'fd', file)).catch(() => '')));
    const own = files.filter((_, index) => kinds[index] === 'anon_inode:inotify');
    const infos = await Promise.all(own.map((file) => readFile(join(folder, 'fdinfo', file), 'utf8').catch(() => '')));
    const watches = infos.reduce((all, info) => all + (info.match(/^inotify /gm) ?? []).length, 0);
    return { instances: own.length, watches, isSeen: true };
  } catch (error) {
    return { ...none, isSeen: !hasCode(error, 'EACCES', 'EPERM') };
  }
}

/** Whether a text of a guest says that there are none left. */
export function saysInotifyIsGone(text: string): boolean {
  return text.split('\n').some((line) => SAYS_SO.test(line));
}

/**
 * Why a container did not start, when that is the reason: it said so, or, where its PID 1 died without a word, none or
 * next to none are left. Undefined otherwise.
 */
export function explainInotify(
  texts: readonly string[],
  use: InotifyUse | undefined,
): { readonly why: string; readonly hint: string; readonly doctor: string } | undefined {
  const isLow = use !== undefined && use.used > use.limit - PER_CONTAINER;
  if (!isLow && !texts.some(saysInotifyIsGone)) return undefined;
  const numbers = use === undefined ? '' : ` (root has ${use.used} of ${use.limit})`;
  return {
    why: `the machine has no inotify instances left${numbers}, and every container with systemd needs about ${PER_CONTAINER}`,
    hint: `Remove instances that are kept with \`saltern destroy\`, or ${RAISE}.`,
    doctor: 'counts them',
  };
}

/**
 * The same of what ran in a container that is up: all must say so, and next to none may be left. A formula may print
 * anything, and another program's lack of files is no lack of ours.
 */
export function blameInotify(
  said: readonly string[],
  use: InotifyUse | undefined,
): { readonly why: string; readonly hint: string } | undefined {
  const isLow = use !== undefined && use.used > use.limit - PER_CONTAINER;
  return isLow && said.length > 0 && said.every(saysInotifyIsGone) ? explainInotify(said, use) : undefined;
}

/** The line of the doctor. `instances`: those with systemd that the project has. */
export function judgeInotify({ used, limit, isWhole = true }: InotifyUse, instances = 0): Finding {
  const room = Math.max(0, Math.floor((limit - used) / PER_CONTAINER));
  const title = 'inotify instances';
  const project = instances === 0 ? '' : `; the project has ${instances}`;
  const more = isWhole ? '' : ' as far as we may see (only root sees all)';
  const message = `${used} of ${limit} in use by root${more}; room for ${room} more with systemd${project}`;
  if (room >= Math.max(instances, instances === 0 ? FEW_CONTAINERS : 1))
    return { title, outcome: 'pass', message, remedy: undefined };
  const remedy = `Remove instances that are kept with \`saltern destroy\`, or ${RAISE}.`;
  return { title, outcome: room > 0 ? 'warn' : 'fail', message, remedy };
}

/** The same of watches, of which systemd takes few and programs that watch trees thousands. */
export function judgeWatches({ watches }: InotifyUse): readonly Finding[] {
  if (watches === undefined) return [];
  const { used, limit } = watches;
  const finding = { title: 'inotify watches', message: `${used} of ${limit} in use by root` };
  if (used < limit * FULL) return [{ ...finding, outcome: 'pass', remedy: undefined }];
  const remedy = 'Raise it with `sysctl fs.inotify.max_user_watches=524288`, or end what watches so much.';
  return [{ ...finding, outcome: 'warn', remedy }];
}
