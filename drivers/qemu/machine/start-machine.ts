import { execa } from 'execa';
import { saysDiskFull } from '../../../src/base/files/disk-full.ts';
import { SalternError } from '../../../src/contract/errors.ts';
import { tailLines } from '../../../src/base/text/tail-lines.ts';
import type { Qemu } from './find-qemu.ts';
import { machineArguments, type MachineSpec } from './machine-arguments.ts';

/**
 * Starts a machine in the background. The start is not aborted, because a QEMU that has just detached itself would be
 * lost; it takes a fraction of a second. Throws IMAGE_MISSING, NO_MEMORY, NO_SPACE, ENGINE_FAILED with what QEMU says.
 */
export async function startMachine(qemu: Qemu, spec: MachineSpec, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  // Starts qemu-system-x86_64: where findQemu found it.
  const { exitCode, stderr } = await execa(qemu.program, machineArguments(spec), {
    reject: false,
    stdin: 'ignore',
    stdout: 'ignore',
  });
  if (exitCode !== 0) throw explainStart(spec, stderr);
  signal.throwIfAborted();
}

function explainStart({ title, folder }: MachineSpec, stderr: string): SalternError {
  const details = tailLines(stderr, 5);
  const said = (details.at(-1) ?? 'it said nothing').replace(/^\S*qemu\S*: /, '');
  const message = `QEMU did not start '${title}': ${said}`;
  if (saysDiskFull(stderr)) {
    return new SalternError('NO_SPACE', message, {
      hint: `Free some space at '${folder.path}', for example with \`saltern cache prune\`.`,
      details,
    });
  }
  if (/cannot allocate|can't allocate|unable to map backing store|not enough memory/i.test(stderr)) {
    return new SalternError('NO_MEMORY', message, {
      hint: "Run fewer at once with '--concurrency', or give less with 'qemu: { memory: … }'.",
      details,
    });
  }
  if (/Image is not in qcow2 format|Could not open backing file|Could not read qcow2 header/i.test(stderr)) {
    return new SalternError('IMAGE_MISSING', message, {
      hint: 'Run `saltern cache prune --all` to have it fetched again: the image is damaged.',
      details,
    });
  }
  if (/'?user'? is not a valid|expects a netdev backend type|network backend 'user' is not compiled/i.test(stderr)) {
    return new SalternError('ENGINE_FAILED', `This QEMU has no user-mode network: ${said}`, {
      hint: 'Put another build of QEMU first on the PATH: Red Hat leaves this network out of theirs.',
      details,
    });
  }
  return new SalternError('ENGINE_FAILED', message, { doctor: 'looks at QEMU', details });
}
