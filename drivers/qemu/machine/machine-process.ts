import { readFile } from 'node:fs/promises';
import { waitUntil } from '../../../src/base/wait/wait-until.ts';
import type { MachineFolder } from './machine-folder.ts';

const TERM_LIMIT_MS = 3000;
const KILL_LIMIT_MS = 10_000;

/**
 * The process id of a machine that runs. The number alone proves nothing, as numbers are used again: the process must
 * name the machine's folder among its arguments.
 */
export async function findProcess(folder: MachineFolder): Promise<number | undefined> {
  const pid = Number.parseInt(await readFile(folder.pid, 'utf8').catch(() => ''), 10);
  if (!Number.isInteger(pid)) return undefined;
  const [words, stat] = await Promise.all([
    readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''),
    readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ''),
  ]);
  // A zombie keeps its number until its parent takes its status.
  const isZombie = /\) [ZX] /.test(stat);
  return words.includes(folder.path) && !isZombie ? pid : undefined;
}

/** Ends a machine's process and waits until it is gone. Nothing of it is worth saving, so it is not shut down. */
export async function endProcess(folder: MachineFolder): Promise<void> {
  const calm = new AbortController().signal;
  for (const [signal, timeoutMs] of [
    ['SIGTERM', TERM_LIMIT_MS],
    ['SIGKILL', KILL_LIMIT_MS],
  ] as const) {
    const pid = await findProcess(folder);
    if (pid === undefined) return;
    try {
      process.kill(pid, signal);
    } catch {
      // It ended meanwhile.
    }
    const gone = async () => ((await findProcess(folder)) === undefined ? true : undefined);
    if (await waitUntil(gone, { signal: calm, intervalMs: 10, timeoutMs })) return;
  }
}
