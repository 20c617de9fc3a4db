import { quoteWord } from '../../../src/base/text/quote-word.ts';
import { AGENT_PORT, GUEST_SSH_PORT } from '../ports.ts';
import type { MachineFolder } from './machine-folder.ts';

/** What a machine is made of; two of the same hardware can take each other's saved memory. */
export interface Hardware {
  readonly machine: string;
  readonly accelerator: 'kvm' | 'tcg';
  readonly cpu: string;
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly firmware: 'bios' | 'uefi';
  /** Boot this kernel instead of what the disk holds. */
  readonly kernel: { readonly file: string; readonly initrd: string | undefined; readonly line: string } | undefined;
}

export interface MachineSpec {
  readonly hardware: Hardware;
  readonly folder: MachineFolder;
  /** Shown in the process list: `saltern PROJECT/INSTANCE`. */
  readonly title: string;
  /** CD for cloud-init; the same kind of device must be there when saved memory is restored. */
  readonly seed: string;
  /** Firmware's code, where the image boots by UEFI. */
  readonly firmwareCode: string | undefined;
  /**
   * Memory in a file: with `shared`, writes go into the file (to be saved); `private` starts with what the file holds
   * and leaves it unchanged, so that many machines share what they have not changed. Undefined: plain memory.
   */
  readonly memory: { readonly file: string; readonly mode: 'shared' | 'private' } | undefined;
  /** Wait for saved state instead of booting. */
  readonly isIncoming: boolean;
  /** Command that answers one HTTP connection on its standard input and output; see `snapshot-server.ts`. */
  readonly snapshotServer: readonly string[] | undefined;
}

/** Address of the snapshot in a machine's own little network; nothing listens for it on the host. */
export const SNAPSHOT_HOST = '10.0.2.100';

/** argv of QEMU, without the program. Pure. */
export function machineArguments(spec: MachineSpec): readonly string[] {
  const { hardware, folder } = spec;
  return [
    ['-name', escape(spec.title), '-no-user-config', '-nodefaults', '-display', 'none', '-vga', 'std'],
    // graphics=off makes the firmware write to the serial port as well: the log begins at the first byte.
    ['-machine', `${hardware.machine},graphics=off,memory-backend=ram`],
    ['-accel', hardware.accelerator === 'kvm' ? 'kvm' : 'tcg,thread=multi'],
    ['-cpu', hardware.cpu, '-smp', String(hardware.cpus), '-m', `${hardware.memoryBytes / 2 ** 20}M`],
    ['-object', JSON.stringify(memoryObject(spec))],
    ['-rtc', 'base=utc'],
    firmwareArguments(spec),
    kernelArguments(hardware),
    ['-blockdev', JSON.stringify(blockDevice('disk', 'qcow2', folder.disk, false))],
    ['-device', 'virtio-blk-pci,drive=disk,bootindex=1'],
    ['-blockdev', JSON.stringify(blockDevice('seed', 'raw', spec.seed, true))],
    ['-device', 'virtio-blk-pci,drive=seed'],
    ['-netdev', networkOption(spec), '-device', 'virtio-net-pci,netdev=net,romfile='],
    ['-device', 'virtio-rng-pci', '-device', 'vmgenid,guid=auto', '-device', 'virtio-serial-pci'],
    ['-chardev', `socket,id=agent,path=${escape(folder.agent)},server=on,wait=off`],
    ['-device', `virtserialport,chardev=agent,name=${AGENT_PORT}`],
    ['-chardev', `file,id=serial,path=${escape(folder.serial)},append=on`, '-serial', 'chardev:serial'],
    ['-chardev', `socket,id=qmp,path=${escape(folder.monitor)},server=on,wait=off`, '-mon', 'chardev=qmp,mode=control'],
    ['-daemonize', '-pidfile', folder.pid],
    spec.isIncoming ? ['-incoming', 'defer'] : [],
  ].flat();
}

function memoryObject({ hardware, memory }: MachineSpec): unknown {
  const common = { id: 'ram', size: hardware.memoryBytes };
  if (!memory) return { 'qom-type': 'memory-backend-ram', ...common };
  return { 'qom-type': 'memory-backend-file', ...common, 'mem-path': memory.file, share: memory.mode === 'shared' };
}

/** Nothing has to survive a power cut: no flush ever waits for the host's disk. */
function blockDevice(name: string, driver: 'qcow2' | 'raw', filename: string, isReadOnly: boolean): unknown {
  const cache = { direct: false, 'no-flush': true };
  return {
    driver,
    'node-name': name,
    'read-only': isReadOnly,
    cache,
    ...(isReadOnly ? {} : { discard: 'unmap' }),
    file: { driver: 'file', filename, cache, ...(isReadOnly ? {} : { discard: 'unmap' }) },
  };
}

function networkOption({ snapshotServer }: MachineSpec): string {
  // Port 0: the kernel chooses one that is free, and QEMU says which.
  const forward = `hostfwd=tcp:127.0.0.1:0-:${GUEST_SSH_PORT}`;
  const server =
    snapshotServer && `guestfwd=tcp:${SNAPSHOT_HOST}:80-cmd:${escape(snapshotServer.map(quoteWord).join(' '))}`;
  return ['user', 'id=net', forward, server].filter((one) => one !== undefined).join(',');
}

function firmwareArguments({ firmwareCode, folder }: MachineSpec): readonly string[] {
  if (firmwareCode === undefined) return [];
  return [
    '-drive',
    `if=pflash,unit=0,format=raw,readonly=on,file=${escape(firmwareCode)}`,
    '-drive',
    `if=pflash,unit=1,format=raw,file=${escape(folder.variables)}`,
  ];
}

function kernelArguments({ kernel }: Hardware): readonly string[] {
  if (!kernel) return [];
  const initrd = kernel.initrd === undefined ? [] : ['-initrd', kernel.initrd];
  return ['-kernel', kernel.file, ...initrd, '-append', kernel.line];
}

/** A comma ends a value of QEMU's options; two commas stand for one. */
function escape(value: string): string {
  return value.replaceAll(',', ',,');
}
