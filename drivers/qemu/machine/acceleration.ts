import { access, constants, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { readText } from '../../../src/base/files/read-regular.ts';
import { MOST_BYTES } from '../../../src/base/files/size-limits.ts';
import { parseJson } from '../../../src/base/json/parse-json.ts';
import type { DriverContext } from '../../../src/contract/context.ts';
import { SalternError } from '../../../src/contract/errors.ts';
import { withLock } from '../../../src/base/lock/with-lock.ts';
import { bootSectorDisk, EXIT_PORT, GOT_THROUGH } from './boot-sector.ts';
import type { QemuConfig } from '../config.ts';
import type { Qemu } from './find-qemu.ts';

export interface Acceleration {
  readonly accelerator: 'kvm' | 'tcg';
  /** Why not KVM, for people; empty with KVM. */
  readonly reason: string;
}

/** How much longer things take without KVM: time limits are multiplied. Measured: 8 to 20 times. */
export const EMULATION_PACE = 10;
const PROBE_LIMIT_MS = 5000;

const answerSchema = z.object({ boot: z.string(), qemu: z.string(), works: z.boolean(), reason: z.string() });

/**
 * Whether KVM works here, found out by starting something small: a device that opens proves nothing. Takes at most five
 * seconds, once for each boot of this machine and version of QEMU. Throws ENGINE_FAILED when KVM is required and fails.
 */
export async function findAcceleration(
  { acceleration }: Pick<QemuConfig, 'acceleration'>,
  qemu: Qemu,
  context: Pick<DriverContext, 'cacheDirectory' | 'signal' | 'progress'>,
): Promise<Acceleration> {
  if (acceleration === 'emulation') return { accelerator: 'tcg', reason: "'qemu: { acceleration: emulation }'" };
  const { works, reason } = await rememberProbe(qemu, context);
  if (works) return { accelerator: 'kvm', reason: '' };
  if (acceleration === 'auto') return { accelerator: 'tcg', reason };
  throw new SalternError(
    'ENGINE_FAILED',
    `KVM is required ('qemu: { acceleration: kvm }') but does not work here: ${reason}`,
    {
      hint: "Use a machine with working KVM, or 'acceleration: auto', which emulates without KVM.",
    },
  );
}

async function rememberProbe(
  qemu: Qemu,
  { cacheDirectory, signal, progress }: Pick<DriverContext, 'cacheDirectory' | 'signal' | 'progress'>,
): Promise<z.infer<typeof answerSchema>> {
  const boot = await describeBoot();
  const file = join(cacheDirectory, 'qemu/acceleration.json');
  const recall = async () => {
    const answer = answerSchema.safeParse(parseJson(await readText(file, MOST_BYTES.settings).catch(() => '')));
    return answer.success && answer.data.boot === boot && answer.data.qemu === qemu.version ? answer.data : undefined;
  };
  const known = await recall();
  if (known) return known;
  return await withLock(
    { directory: join(cacheDirectory, 'locks'), key: 'qemu-acceleration' },
    async () => {
      const other = await recall();
      if (other) return other;
      progress('finding out whether KVM works here');
      const answer = { boot, qemu: qemu.version, ...(await probeKvm(qemu, join(cacheDirectory, 'qemu'), signal)) };
      await writeFileAtomic(file, JSON.stringify(answer));
      return answer;
    },
    { signal },
  );
}

/** The device counts too: it comes with a module and opens for a group, and both can change without a boot. */
async function describeBoot(): Promise<string> {
  const id = (await readText('/proc/sys/kernel/random/boot_id', MOST_BYTES.settings).catch(() => 'unknown')).trim();
  const device = await access('/dev/kvm', constants.R_OK | constants.W_OK).then(
    () => 'opens',
    () => 'does not open',
  );
  return `${id}, /dev/kvm ${device}`;
}

async function probeKvm(qemu: Qemu, folder: string, signal: AbortSignal): Promise<{ works: boolean; reason: string }> {
  await mkdir(folder, { recursive: true });
  const directory = await mkdtemp(join(folder, 'probe-'));
  try {
    const disk = join(directory, 'disk');
    await writeFile(disk, bootSectorDisk());
    // Starts qemu-system-x86_64: where findQemu found it.
    const { exitCode, stderr, timedOut } = await execa(qemu.program, probeArguments(disk), {
      reject: false,
      stdin: 'ignore',
      stdout: 'ignore',
      timeout: PROBE_LIMIT_MS,
      killSignal: 'SIGKILL',
      cancelSignal: signal,
    });
    signal.throwIfAborted();
    if (exitCode === GOT_THROUGH) return { works: true, reason: '' };
    const said = stderr.trim().split('\n').at(-1) ?? '';
    if (timedOut)
      return {
        works: false,
        reason: `a machine started with KVM did not get through its first steps in ${PROBE_LIMIT_MS / 1000} s`,
      };
    return { works: false, reason: said.replace(/^\S+: /, '') || `QEMU with KVM ended with ${exitCode ?? 'a signal'}` };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function probeArguments(disk: string): readonly string[] {
  const file = { driver: 'file', filename: disk };
  return [
    ['-machine', 'q35', '-accel', 'kvm', '-cpu', 'host', '-m', '64'],
    ['-no-user-config', '-nodefaults', '-display', 'none'],
    ['-device', `isa-debug-exit,iobase=${EXIT_PORT},iosize=1`],
    ['-blockdev', JSON.stringify({ driver: 'raw', 'node-name': 'disk', 'read-only': true, file })],
    ['-device', 'virtio-blk-pci,drive=disk'],
  ].flat();
}
