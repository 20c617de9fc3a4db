import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  ConsoleReader,
  consoleSize,
  consoleTail,
  judgeConsoleLine,
  saveConsole,
} from '../../../../../drivers/qemu/machine/console.ts';
import { scene } from '../scene.ts';

describe('judgeConsoleLine', () => {
  it.each([
    ['panic', '[    1.204032] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)'],
    ['panic', '[    2.1] ---[ end Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000009 ]---'],
    ['oops', '[   13.037402] BUG: unable to handle page fault for address: ffffa2b1c0dedead'],
    ['oops', '[   13.03] BUG: kernel NULL pointer dereference, address: 0000000000000008'],
    ['oops', '[   13.04] Oops: 0002 [#1] PREEMPT SMP NOPTI'],
    ['oops', '[   13.04] Oops: Oops: 0000 [#1] SMP PTI'],
    ['oops', '[    3.1] general protection fault, probably for non-canonical address 0xdead: 0000 [#1] SMP PTI'],
    ['oops', '[    0.5] kernel BUG at mm/slub.c:4023!'],
    ['emergency', 'You are in emergency mode. After logging in, type "journalctl -xb" to view'],
    ['emergency', 'You are in rescue mode. After logging in, type "journalctl -xb" to view'],
    ['emergency', 'Give root password for maintenance'],
    ['emergency', 'Entering emergency mode. Exit the shell to continue.'],
    ['emergency', '[  187.01] dracut-emergency[453]: Warning: /dev/disk/by-uuid/1234 does not exist'],
    ['emergency', '(initramfs) '],
    ['emergency', 'grub rescue> '],
    ['memory', '[   88.1] Out of memory: Killed process 812 (dnf) total-vm:812344kB, anon-rss:401232kB'],
    ['memory', '[   88.1] Out of memory: Kill process 812 (yum) score 311 or sacrifice child'],
    [
      'memory',
      '[   88.1] oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,task=dnf',
    ],
    ['memory', '[   88.1] Kernel: System is deadlocked on memory'],
    ['no-system', 'No bootable device.'],
    ['no-system', 'Boot failed: not a bootable disk'],
    ['no-system', 'BdsDxe: No bootable option or device was found.'],
    ['no-system', 'error: you need to load the kernel first.'.replace('you', 'You')],
  ])('knows trouble of the kind %s: %s', (kind, line) => {
    expect(judgeConsoleLine(line)).toEqual({ kind, line: line.trim() });
  });

  it.each([
    '[  120.8] watchdog: BUG: soft lockup - CPU#0 stuck for 26s! [systemd:1]',
    '[   61.0] rcu: INFO: rcu_sched self-detected stall on CPU',
    '[    0.0] Kernel command line: BOOT_IMAGE=/vmlinuz root=/dev/vda1 panic=10 oops=panic console=ttyS0',
    '[    0.1] Kernel: panic_on_oops is 1',
    'Oops, no such package: nginx',
    'cloud-init[512]: Oops: could not find the file, trying the next',
    '         Starting Emergency Shell hint service...',
    'Run `emergency.target` to enter (initramfs) by hand',
    '[   90.2] oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,oom_memcg=/system.slice/hungry.service',
    '[   90.2] Memory cgroup out of memory: Killed process 713 (hungry) total-vm:40232kB',
    "systemd[1]: hungry.service: Failed with result 'oom-kill'.",
    'localhost login: ',
    'Booting from Hard Disk...',
    '',
  ])('takes no offence at: %s', (line) => {
    expect(judgeConsoleLine(line)).toBeUndefined();
  });

  it('looks through colours, cursor movements, terminal queries and carriage returns', () => {
    const colours = '\u001B[0;1;31m[FAILED]\u001B[0m \u001B[?25hYou are in emergency mode.\r';
    const prompt = '\r\u001B[J\u001B(B(initramfs) \u001B[6n';
    const context = '\u001B]3008;start=ab12;user=root\u001B\\(initramfs) ';
    const title = '\u001B]0;a title\u0007\u001BP+q6E616D65\u001B\\(initramfs) ';

    expect(judgeConsoleLine(colours)).toEqual({ kind: 'emergency', line: '[FAILED] You are in emergency mode.' });
    expect(judgeConsoleLine(prompt)).toEqual({ kind: 'emergency', line: '(initramfs)' });
    expect(judgeConsoleLine(context)).toEqual({ kind: 'emergency', line: '(initramfs)' });
    expect(judgeConsoleLine(title)).toEqual({ kind: 'emergency', line: '(initramfs)' });
  });
});

describe('a reader of the console', () => {
  it('sees nothing while there is no log', async () => {
    using context = scene();

    expect(await new ConsoleReader(join(context.directory, 'serial.log')).readTrouble()).toBeUndefined();
  });

  it('finds trouble in what was added since it last looked', async () => {
    using context = scene();
    const file = join(context.directory, 'serial.log');
    const reader = new ConsoleReader(file);
    await writeFile(file, 'Booting\n[    0.1] Linux version 5.14\n');

    const first = await reader.readTrouble();
    await appendFile(file, '[    1.2] Kernel panic - not syncing: Fatal exception\r\n');
    const second = await reader.readTrouble();
    await appendFile(file, 'Rebooting in 10 seconds..\n');

    expect(first).toBeUndefined();
    expect(second).toEqual({ kind: 'panic', line: '[    1.2] Kernel panic - not syncing: Fatal exception' });
    expect(await reader.readTrouble()).toBeUndefined();
  });

  it('understands a line that came in two pieces', async () => {
    using context = scene();
    const file = join(context.directory, 'serial.log');
    const reader = new ConsoleReader(file);
    await writeFile(file, 'ok\n[    1.2] Kernel pan');

    const first = await reader.readTrouble();
    await appendFile(file, 'ic - not syncing: no init\n');

    expect(first).toBeUndefined();
    expect(await reader.readTrouble()).toMatchObject({ kind: 'panic', line: expect.stringMatching(/no init$/) });
  });

  it('sees a prompt, which has no line end', async () => {
    using context = scene();
    const file = join(context.directory, 'serial.log');
    await writeFile(file, 'ALERT!  /dev/vda9 does not exist.  Dropping to a shell!\n\n(initramfs) ');

    expect(await new ConsoleReader(file).readTrouble()).toEqual({ kind: 'emergency', line: '(initramfs)' });
  });

  it('leaves out what was there before, when told', async () => {
    using context = scene();
    const file = join(context.directory, 'serial.log');
    await writeFile(file, 'Kernel panic - not syncing: of an earlier boot\n');

    const reader = new ConsoleReader(file, await consoleSize(file));

    expect(await reader.readTrouble()).toBeUndefined();
    await appendFile(file, 'No bootable device.\n');
    expect(await reader.readTrouble()).toMatchObject({ kind: 'no-system' });
  });

  it('passes over bytes that are no text', async () => {
    using context = scene();
    const file = join(context.directory, 'serial.log');
    await writeFile(file, Buffer.concat([Buffer.from([0, 255, 254, 10]), Buffer.from('grub rescue> ')]));

    expect(await new ConsoleReader(file).readTrouble()).toMatchObject({ kind: 'emergency' });
  });
});

describe('what is kept of a console', () => {
  it('is its last lines as a person reads them', async () => {
    using context = scene();
    const file = join(context.directory, 'serial.log');
    const lines = Array.from({ length: 5000 }, (_, index) => `\u001B[32mline ${index}\u001B[0m\r\n\r\n`);
    await writeFile(file, lines.join(''));

    expect(await consoleTail(file, 3)).toEqual(['line 4997', 'line 4998', 'line 4999']);
    expect(await consoleTail(`${file}.missing`)).toEqual([]);
  });

  it('is the whole of it, as it came', async () => {
    using context = scene();
    const file = join(context.directory, 'serial.log');
    await writeFile(file, '\u001B[32mgreen\r\n');

    expect(await saveConsole(file, `${file}.kept`)).toBe(true);
    expect(await readFile(`${file}.kept`, 'utf8')).toBe('\u001B[32mgreen\r\n');
    expect(await saveConsole(`${file}.missing`, `${file}.kept`)).toBe(false);
    expect(await consoleSize(`${file}.missing`)).toBe(0);
  });
});
