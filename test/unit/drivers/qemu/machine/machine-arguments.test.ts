import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import {
  machineArguments,
  type Hardware,
  type MachineSpec,
} from '../../../../../drivers/qemu/machine/machine-arguments.ts';
import { machineFolder } from '../../../../../drivers/qemu/machine/machine-folder.ts';

const hardware: Hardware = {
  machine: 'q35',
  accelerator: 'tcg',
  cpu: 'max',
  cpus: 2,
  memoryBytes: 2 ** 30,
  firmware: 'bios',
  kernel: undefined,
};

function spec(change: Partial<MachineSpec> = {}): MachineSpec {
  return {
    hardware,
    folder: machineFolder('/cache/vm/1'),
    title: 'saltern fleet/one',
    seed: '/cache/vm/1/seed.iso',
    firmwareCode: undefined,
    memory: undefined,
    isIncoming: false,
    snapshotServer: undefined,
    ...change,
  };
}

const cache = '"cache":{"direct":false,"no-flush":true}';

/** argv of the machine of `spec`, but for what the tests are about. */
function argv({ ram, more = [] }: { readonly ram: string; readonly more?: readonly string[] }): readonly string[] {
  return [
    ['-name', 'saltern fleet/one', '-no-user-config', '-nodefaults', '-display', 'none', '-vga', 'std'],
    ['-machine', 'q35,graphics=off,memory-backend=ram', '-accel', 'tcg,thread=multi'],
    ['-cpu', 'max', '-smp', '2', '-m', '1024M', '-object', ram, '-rtc', 'base=utc'],
    [
      '-blockdev',
      `{"driver":"qcow2","node-name":"disk","read-only":false,${cache},"discard":"unmap","file":{"driver":"file","filename":"/cache/vm/1/disk.qcow2",${cache},"discard":"unmap"}}`,
    ],
    ['-device', 'virtio-blk-pci,drive=disk,bootindex=1'],
    [
      '-blockdev',
      `{"driver":"raw","node-name":"seed","read-only":true,${cache},"file":{"driver":"file","filename":"/cache/vm/1/seed.iso",${cache}}}`,
    ],
    ['-device', 'virtio-blk-pci,drive=seed'],
    ['-netdev', 'user,id=net,hostfwd=tcp:127.0.0.1:0-:22022', '-device', 'virtio-net-pci,netdev=net,romfile='],
    ['-device', 'virtio-rng-pci', '-device', 'vmgenid,guid=auto', '-device', 'virtio-serial-pci'],
    ['-chardev', 'socket,id=agent,path=/cache/vm/1/agent,server=on,wait=off'],
    ['-device', 'virtserialport,chardev=agent,name=org.saltern.agent'],
    ['-chardev', 'file,id=serial,path=/cache/vm/1/serial.log,append=on', '-serial', 'chardev:serial'],
    ['-chardev', 'socket,id=qmp,path=/cache/vm/1/qmp,server=on,wait=off', '-mon', 'chardev=qmp,mode=control'],
    ['-daemonize', '-pidfile', '/cache/vm/1/pid'],
    more,
  ].flat();
}

/** The value after an option's n-th use. */
function valueOf(words: readonly string[], option: string, index = 0): string {
  const at = words.flatMap((word, place) => (word === option ? [place] : []))[index] ?? -2;
  return words[at + 1] ?? '';
}

describe('machineArguments', () => {
  it('gives a machine that boots plain memory', () => {
    expect(machineArguments(spec())).toEqual(
      argv({ ram: '{"qom-type":"memory-backend-ram","id":"ram","size":1073741824}' }),
    );
  });

  it('lets a machine that is to be saved work on a file', () => {
    const words = machineArguments(spec({ memory: { file: '/cache/vm/1/memory', mode: 'shared' } }));

    expect(words).toEqual(
      argv({
        ram: '{"qom-type":"memory-backend-file","id":"ram","size":1073741824,"mem-path":"/cache/vm/1/memory","share":true}',
      }),
    );
  });

  it('lets a restored machine wait for its state, and leave the saved memory as it is', () => {
    const words = machineArguments(spec({ memory: { file: '/cache/p/memory', mode: 'private' }, isIncoming: true }));

    expect(words).toEqual(
      argv({
        ram: '{"qom-type":"memory-backend-file","id":"ram","size":1073741824,"mem-path":"/cache/p/memory","share":false}',
        more: ['-incoming', 'defer'],
      }),
    );
  });

  it('asks for KVM where it works', () => {
    const words = machineArguments(spec({ hardware: { ...hardware, accelerator: 'kvm', cpu: 'host' } }));

    expect([valueOf(words, '-accel'), valueOf(words, '-cpu')]).toEqual(['kvm', 'host']);
  });

  it('doubles a comma where it would end a value, and only there', () => {
    const words = machineArguments(spec({ folder: machineFolder('/a,b'), title: 'saltern x,y/z' }));

    expect(valueOf(words, '-name')).toBe('saltern x,,y/z');
    expect(valueOf(words, '-chardev', 0)).toBe('socket,id=agent,path=/a,,b/agent,server=on,wait=off');
    expect(valueOf(words, '-chardev', 1)).toBe('file,id=serial,path=/a,,b/serial.log,append=on');
    expect(valueOf(words, '-chardev', 2)).toBe('socket,id=qmp,path=/a,,b/qmp,server=on,wait=off');
    expect(valueOf(words, '-pidfile')).toBe('/a,b/pid');
    expect(JSON.parse(valueOf(words, '-blockdev'))).toMatchObject({ file: { filename: '/a,b/disk.qcow2' } });
  });

  it.each([
    [['/usr/bin/node', '--no-warnings', '/opt/x/server.ts', '/cache/vm/1/snapshot.json']],
    [['/my node', "/it's, here/server.ts", '/a "b" $c \\d #e/snapshot.json']],
  ])("starts the snapshot's server with exactly these words: %j", (command) => {
    const option = valueOf(machineArguments(spec({ snapshotServer: command })), '-netdev');

    const [start, line = ''] = option.split('-cmd:');
    expect(start).toBe('user,id=net,hostfwd=tcp:127.0.0.1:0-:22022,guestfwd=tcp:10.0.2.100:80');
    expect(line.replaceAll(',,', '')).not.toContain(',');
    const shell = String.raw`set -- ${line.replaceAll(',,', ',')}; printf '%s\n' "$@"`;
    expect(execFileSync('/bin/sh', ['-c', shell], { encoding: 'utf8' })).toBe(`${command.join('\n')}\n`);
  });

  it('gives UEFI its code read-only and variables of its own', () => {
    const words = machineArguments(spec({ firmwareCode: '/usr/share/OVMF/a,b.fd' }));

    expect(valueOf(words, '-drive', 0)).toBe('if=pflash,unit=0,format=raw,readonly=on,file=/usr/share/OVMF/a,,b.fd');
    expect(valueOf(words, '-drive', 1)).toBe('if=pflash,unit=1,format=raw,file=/cache/vm/1/variables.fd');
  });

  it.each([
    ['/boot/initrd', ['-kernel', '/boot/vmlinuz', '-initrd', '/boot/initrd', '-append', 'root=/dev/vda1 ro']],
    [undefined, ['-kernel', '/boot/vmlinuz', '-append', 'root=/dev/vda1 ro']],
  ])('boots a kernel of this machine, with the initial RAM disk %s', (initrd, expected) => {
    const kernel = { file: '/boot/vmlinuz', initrd, line: 'root=/dev/vda1 ro' };

    const words = machineArguments(spec({ hardware: { ...hardware, kernel } }));

    const at = words.indexOf('-kernel');
    expect(words.slice(at, words.indexOf('-blockdev'))).toEqual(expected);
  });
});
