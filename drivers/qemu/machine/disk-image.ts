import { open } from 'node:fs/promises';
import { execa } from 'execa';
import { saysDiskFull } from '../../../src/base/files/disk-full.ts';
import { SalternError } from '../../../src/contract/errors.ts';
import { tailLines } from '../../../src/base/text/tail-lines.ts';
import type { Qemu } from './find-qemu.ts';

export interface Overlay {
  readonly file: string;
  readonly backing: string;
  readonly format: 'qcow2' | 'raw';
  /** Undefined: as big as the backing image. */
  readonly bytes: number | undefined;
}

/** A disk that holds only what changes. Throws NO_SPACE, ENGINE_FAILED. */
export async function makeOverlay(qemu: Qemu, { file, backing, format, bytes }: Overlay): Promise<void> {
  const size = bytes === undefined ? [] : [String(bytes)];
  const argv = ['create', '-q', '-f', 'qcow2', '-F', format, '-b', backing, '-o', 'lazy_refcounts=on', file, ...size];
  // Starts qemu-img: where findQemu found it.
  const { exitCode, stderr } = await execa(qemu.images, argv, { reject: false, stdin: 'ignore' });
  if (exitCode === 0) return;
  const details = tailLines(stderr, 5);
  if (saysDiskFull(stderr)) {
    throw new SalternError('NO_SPACE', `There is no disk space left for '${file}'`, {
      hint: 'Free some with `saltern cache prune`.',
      details,
    });
  }
  throw new SalternError('ENGINE_FAILED', `'qemu-img' could not make '${file}': ${details.at(-1) ?? ''}`, { details });
}

/** A copy that keeps the holes; where the file system can, it shares the blocks. Throws NO_SPACE, ENGINE_FAILED. */
export async function copySparse(from: string, to: string, signal: AbortSignal): Promise<void> {
  const { exitCode, stderr } = await execa('cp', ['--reflink=auto', '--sparse=always', '--', from, to], {
    reject: false,
    stdin: 'ignore',
    cancelSignal: signal,
  });
  if (exitCode === 0) return;
  signal.throwIfAborted();
  const code = saysDiskFull(stderr) ? 'NO_SPACE' : 'ENGINE_FAILED';
  throw new SalternError(code, `'${from}' could not be copied to '${to}': ${tailLines(stderr, 1)[0] ?? ''}`, {
    hint: 'Make room with `saltern cache prune`.',
  });
}

/** Makes a file of that length without any blocks. */
export async function makeHole(file: string, bytes: number): Promise<void> {
  await using handle = await open(file, 'w', 0o600);
  await handle.truncate(bytes);
}
