import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { execa } from 'execa';
import { lastLines, run } from '../host/command.ts';
import { TestbedError } from '../host/testbed-error.ts';
import { type Placed, makeBootLoader } from './boot-loader.ts';
import { biosBoot, diskBytes, efiSystem, root, sectorBytes, writeLayout } from './disk-layout.ts';

const script = join(import.meta.dirname, 'make-filesystem.sh');

/**
 * Makes a raw disk whose root is what `fill` writes as a tar; `directory` is for what is needed on the way. Nothing is
 * mounted; root is needed to give files their owners.
 */
export async function makeDisk(options: {
  directory: string;
  disk: string;
  fill: (tar: Writable) => Promise<void>;
}): Promise<void> {
  const { directory, disk, fill } = options;
  if (process.getuid?.() !== 0) {
    const hint = 'Call again as root; the image stays in the cache of that user.';
    throw new TestbedError('Only root can make a VM image: its files belong to many users', hint);
  }
  await writeFile(disk, '');
  await truncate(disk, diskBytes);
  const start = root.start * sectorBytes;
  const sizeKib = (root.size * sectorBytes) / 1024;
  const args = [join(directory, 'tree'), disk, String(start), String(sizeKib)];
  // Starts sh: the script beside this file.
  const child = spawn(script, args, { stdio: ['pipe', 'ignore', 'pipe'] });
  const ended = once(child, 'close');
  const [filled, said] = await Promise.allSettled([fill(child.stdin), text(child.stderr)]);
  const [code] = await ended;
  if (code !== 0 || filled.status === 'rejected') {
    // Either end may have broken the pipe, so both are heard.
    const filling = filled.status === 'rejected' ? `\n${String(filled.reason)}` : '';
    const making = said.status === 'fulfilled' ? `\n${lastLines(said.value, 12)}` : '';
    throw new TestbedError(
      `The file system of a VM image could not be made (${code}):${filling}${making}`,
      'Is the Debian mirror reachable, and is there disk space for 3 GB?',
    );
  }
  await partition(disk);
  await place(disk, await makeBootLoader(directory));
}

async function partition(disk: string): Promise<void> {
  const input = writeLayout([root, biosBoot, efiSystem]);
  const { exitCode, all } = await execa('sfdisk', ['--quiet', '--no-tell-kernel', disk], {
    input,
    all: true,
    reject: false,
  });
  if (exitCode !== 0)
    throw new TestbedError(
      `sfdisk ended with ${exitCode}:\n${lastLines(all, 12)}`,
      'Is the util-linux of this machine older than 2.38?',
    );
}

/** Writes bytes over parts of a disk. */
export async function place(disk: string, parts: readonly Placed[]): Promise<void> {
  await using file = await open(disk, 'r+');
  for (const { sector, bytes } of parts) await file.write(bytes, 0, bytes.length, sector * sectorBytes);
}

/** Packs a raw disk as a qcow2. zstd takes two seconds, a third of the space, and nothing of a boot. */
export async function packDisk(disk: string, image: string): Promise<void> {
  const packing = ['-c', '-o', 'compression_type=zstd'];
  await run(['qemu-img', 'convert', '-f', 'raw', '-O', 'qcow2', ...packing, disk, image]);
}
