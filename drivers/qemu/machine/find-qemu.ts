import { access, constants, stat } from 'node:fs/promises';
import { delimiter, resolve } from 'node:path';
import { execa } from 'execa';
import { closeAfterSilence } from '../../../src/base/process/close-after-silence.ts';
import type { DriverContext } from '../../../src/contract/context.ts';
import { SalternError } from '../../../src/contract/errors.ts';

export interface Qemu {
  /** Absolute paths. */
  readonly program: string;
  readonly images: string;
  /** `7.2.22` */
  readonly version: string;
}

/** Red Hat's own QEMU, which is not on the PATH. */
const ELSEWHERE = '/usr/libexec/qemu-kvm';
const HINT =
  'Install it: `apt-get install qemu-system-x86 qemu-utils` on Debian and Ubuntu, `dnf install qemu-kvm qemu-img` on CentOS and Fedora.';

/** QEMU of this machine, the first on the PATH. Throws ENGINE_MISSING. */
export async function findQemu({ environment, signal }: Pick<DriverContext, 'environment' | 'signal'>): Promise<Qemu> {
  const path = environment['PATH'] ?? '';
  const program = (await findProgram('qemu-system-x86_64', path)) ?? (await executable(ELSEWHERE));
  if (program === undefined) {
    throw new SalternError('ENGINE_MISSING', "QEMU is not installed: there is no 'qemu-system-x86_64' on the PATH", {
      hint: HINT,
    });
  }
  const images = await findProgram('qemu-img', path);
  if (images === undefined)
    throw new SalternError('ENGINE_MISSING', "There is no 'qemu-img' on the PATH", { hint: HINT });
  // Starts qemu-system-x86_64: under another name on Red Hat.
  const running = execa(program, ['--version'], {
    reject: false,
    cancelSignal: signal,
    stdin: 'ignore',
  });
  closeAfterSilence(running.nodeChildProcess);
  const { stdout, exitCode, stderr } = await running;
  const version = /version (\S+)/.exec(stdout)?.[1];
  if (version !== undefined) return { program, images, version };
  signal.throwIfAborted();
  throw new SalternError('ENGINE_MISSING', `'${program}' does not run (exit status ${exitCode ?? 'none'})`, {
    hint: HINT,
    details: stderr.split('\n').slice(0, 5),
  });
}

/** Absolute path of a program on the PATH; undefined when there is none. */
export async function findProgram(name: string, path: string): Promise<string | undefined> {
  for (const folder of path.split(delimiter).filter((one) => one !== '')) {
    const found = await executable(resolve(folder, name));
    if (found !== undefined) return found;
  }
  return undefined;
}

async function executable(file: string): Promise<string | undefined> {
  try {
    await access(file, constants.X_OK);
    // A folder may be 'executed' as well.
    return (await stat(file)).isFile() ? file : undefined;
  } catch {
    return undefined;
  }
}
