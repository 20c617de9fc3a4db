import { mkdir, statfs } from 'node:fs/promises';
import { formatGib } from '../../src/base/text/format-bytes.ts';
import type { DriverNeeds, Finding } from '../../src/contract/driver.ts';
import { findWithin } from '../../src/contract/find-within.ts';
import type { HostContext } from '../../src/contract/context.ts';
import type { QemuConfig } from './config.ts';
import { findImages } from './images/find-images.ts';
import { SalternError } from '../../src/contract/errors.ts';
import { findAcceleration } from './machine/acceleration.ts';
import { findProgram, type Qemu } from './machine/find-qemu.ts';
import type { FindQemu } from './machine/remember-qemu.ts';

const GIB = 2 ** 30;
const LOW_DISK = 10 * GIB;
const NO_DISK = 2 * GIB;
/** Starting a machine to find out whether KVM works takes seconds where it does not. */
const LIMIT_MS = 8000;

/** What `saltern doctor` looks at. Trouble is a finding, nothing is thrown. */
export async function doctor(
  find: FindQemu,
  context: HostContext,
  needs: DriverNeeds<QemuConfig> = { platforms: [], instances: 0 },
): Promise<readonly Finding[]> {
  const { signal } = context;
  try {
    const qemu = await find(context);
    const found: Finding = {
      title: 'QEMU',
      outcome: 'pass',
      message: `${qemu.version}, '${qemu.program}'`,
      remedy: undefined,
    };
    const look = (title: string, remedy: string) => ({ title, remedy, signal, limitMs: LIMIT_MS });
    const parts = await Promise.all([
      findWithin(look('Virtual machines', 'Look whether QEMU starts.'), async (within) => [
        await judgeAcceleration(qemu, { ...context, signal: within }),
      ]),
      findWithin(look('SSH client', 'Look at the PATH.'), async () => [await judgeSsh(context)]),
      findWithin(look('Disk space for machines', 'Look whether its drive answers.'), () => judgeDisk(context)),
      findImages(needs, context),
    ]);
    return [found, ...parts.flat()];
  } catch (error) {
    signal.throwIfAborted();
    const message = error instanceof Error ? error.message : String(error);
    const remedy = error instanceof SalternError ? error.remedy : undefined;
    return [{ title: 'QEMU', outcome: 'fail', message, remedy: remedy ?? 'Install QEMU.' }];
  }
}

async function judgeAcceleration(qemu: Qemu, context: HostContext): Promise<Finding> {
  const title = 'Virtual machines';
  const { accelerator, reason } = await findAcceleration({ acceleration: 'auto' }, qemu, context);
  if (accelerator === 'kvm')
    return { title, outcome: 'pass', message: 'KVM works: a machine started with it', remedy: undefined };
  return {
    title,
    outcome: 'warn',
    message: `emulation, some ten times slower: ${reason}`,
    remedy: "Use a machine with hardware virtualization, and add yourself to the group 'kvm'.",
  };
}

async function judgeSsh({ environment }: HostContext): Promise<Finding> {
  const program = await findProgram('ssh', environment['PATH'] ?? '');
  if (program !== undefined)
    return { title: 'SSH client', outcome: 'pass', message: `'${program}'`, remedy: undefined };
  return {
    title: 'SSH client',
    outcome: 'warn',
    message: "there is no 'ssh' on the PATH, so `saltern login` does not work on machines",
    remedy: 'Install openssh-client (Debian) or openssh-clients (CentOS).',
  };
}

async function judgeDisk({ cacheDirectory }: HostContext): Promise<readonly Finding[]> {
  await mkdir(cacheDirectory, { recursive: true });
  const disk = await statfs(cacheDirectory);
  const free = disk.bavail * disk.bsize;
  const message = `${formatGib(free)} free in '${cacheDirectory}'`;
  const title = 'Disk space for machines';
  if (free > LOW_DISK) return [{ title, outcome: 'pass', message, remedy: undefined }];
  const remedy = 'Remove what is not used with `saltern cache prune`; a saved machine takes one to three GiB.';
  return [{ title, outcome: free > NO_DISK ? 'warn' : 'fail', message, remedy }];
}
