import { readlink, realpath, rm } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { readFolder } from '../../src/base/files/read-folder.ts';

/** A reboot leaves only the disk of a pretend machine: processes in its folder are ended, `/run` and `/tmp` emptied. */
export async function endBoot(root: string): Promise<void> {
  const real = await realpath(root).catch(() => root);
  for (const pid of await readFolder('/proc')) {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) continue;
    const workdir = await readlink(join('/proc', pid, 'cwd')).catch(() => '');
    if (workdir === real || workdir.startsWith(real + sep)) end(Number(pid));
  }
  await Promise.all(['run', 'tmp'].map((name) => rm(join(root, name), { recursive: true, force: true })));
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself meanwhile.
  }
}
