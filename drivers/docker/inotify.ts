import { readdir, readFile, readlink, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding } from '../../src/contract/driver.ts';

/** How many inotify instances root has on this machine, all containers together. */
export interface InotifyUse {
  readonly used: number;
  /** `fs.inotify.max_user_instances`. */
  readonly limit: number;
}

/** What a container with systemd takes; some take more. */
const PER_CONTAINER = 6;
/** Room for fewer than this is worth a word. */
const FEW_CONTAINERS = 10;
const RAISE = 'raise it with `sysctl fs.inotify.max_user_instances=1024`';

/** What systemd, journald, dbus and udev say when there are none left. */
const SAYS_SO =
  /inotify\w*.*(?:too many open files|EMFILE)|(?:too many open files|EMFILE).*inotify|failed to allocate directory watch: too many open files|failed to allocate manager object: too many open files/i;

/** Undefined where the limit cannot be seen: no Linux, or the engine is on another machine. Only root sees all that is used. */
export async function measureInotify(proc = '/proc'): Promise<InotifyUse | undefined> {
  const limit = Number(await readFile(join(proc, 'sys/fs/inotify/max_user_instances'), 'utf8').catch(() => 'NaN'));
  if (!Number.isInteger(limit)) return undefined;
  const processes = (await readdir(proc)).filter((name) => /^\d+$/.test(name));
  const used = await Promise.all(processes.map((pid) => countOf(join(proc, pid))));
  return { limit, used: used.reduce((sum, one) => sum + one, 0) };
}

/** Those of one process of root's; none of one that ended meanwhile, or that is not ours to look at. */
async function countOf(folder: string): Promise<number> {
  try {
    if ((await stat(folder)).uid !== 0) return 0;
    const files = await readdir(join(folder, 'fd'));
    const kinds = await Promise.all(files.map((file) => readlink(join(folder, 'fd', file)).catch(() => '')));
    return kinds.filter((kind) => kind === 'anon_inode:inotify').length;
  } catch {
    return 0;
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

/** The line of the doctor. */
export function judgeInotify({ used, limit }: InotifyUse): Finding {
  const room = Math.max(0, Math.floor((limit - used) / PER_CONTAINER));
  const title = 'inotify instances';
  const message = `${used} of ${limit} in use by root; room for ${room} more with systemd`;
  if (room >= FEW_CONTAINERS) return { title, outcome: 'pass', message, remedy: undefined };
  const remedy = `Remove instances that are kept with \`saltern destroy\`, or ${RAISE}.`;
  return { title, outcome: room > 0 ? 'warn' : 'fail', message, remedy };
}
