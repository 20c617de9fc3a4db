import { basename } from 'node:path';
import { pathExists } from '../../../src/base/files/path-exists.ts';
import type { DriverContext } from '../../../src/contract/context.ts';
import { SalternError } from '../../../src/contract/errors.ts';
import { parseSize } from '../../../src/base/text/parse-bytes.ts';
import { findAcceleration } from './acceleration.ts';
import type { QemuConfig } from '../config.ts';
import type { Qemu } from './find-qemu.ts';
import type { Hardware } from './machine-arguments.ts';

const MIB = 2 ** 20;

/** The hardware of a machine: what the configuration asks for, as far as this host can do it. */
export async function planHardware(config: QemuConfig, qemu: Qemu, context: DriverContext): Promise<Hardware> {
  const { accelerator } = await findAcceleration(config, qemu, context);
  return {
    machine: config.machine,
    accelerator,
    cpu: config.cpu ?? (accelerator === 'kvm' ? 'host' : 'max'),
    cpus: Math.ceil(config.cpus),
    memoryBytes: Math.ceil(parseSize(config.memory) / MIB) * MIB,
    firmware: config.firmware,
    kernel:
      config.kernel === undefined
        ? undefined
        : { file: config.kernel, initrd: config.initrd, line: config['kernel-arguments'] },
  };
}

/** Firmware code and the template of its variables, as distributions install them. */
const FIRMWARE: readonly (readonly [string, string])[] = [
  ['/usr/share/OVMF/OVMF_CODE_4M.fd', '/usr/share/OVMF/OVMF_VARS_4M.fd'],
  ['/usr/share/OVMF/OVMF_CODE.fd', '/usr/share/OVMF/OVMF_VARS.fd'],
  ['/usr/share/edk2/ovmf/OVMF_CODE.fd', '/usr/share/edk2/ovmf/OVMF_VARS.fd'],
  ['/usr/share/edk2/x64/OVMF_CODE.4m.fd', '/usr/share/edk2/x64/OVMF_VARS.4m.fd'],
];

export interface Firmware {
  readonly code: string;
  readonly variables: string;
}

/** UEFI firmware on this host; undefined when the image boots by BIOS. Throws ENGINE_MISSING. */
export async function findFirmware({ firmware }: Pick<QemuConfig, 'firmware'>): Promise<Firmware | undefined> {
  if (firmware === 'bios') return undefined;
  for (const [code, variables] of FIRMWARE) {
    if ((await pathExists(code)) && (await pathExists(variables))) return { code, variables };
  }
  throw new SalternError(
    'ENGINE_MISSING',
    `There is no UEFI firmware (${basename(FIRMWARE[0]?.[0] ?? '')}) on this machine`,
    {
      hint: "Install it: `apt-get install ovmf`, `dnf install edk2-ovmf`; or use 'firmware: bios'.",
    },
  );
}
