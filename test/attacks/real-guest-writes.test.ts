import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { link, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dockerDriver } from '../../drivers/docker/docker-driver.ts';
import type { DockerHandle } from '../../drivers/docker/handle.ts';
import type { PrepareStage } from '../../src/contract/prepare.ts';
import { driverContext } from '../support/driver-context.ts';
import { examplePlan } from '../support/example-plan.ts';
import { setupTestbed } from '../testbed/setup.ts';

const run = promisify(execFile);
const driver = dockerDriver();
const context = driverContext();
const FILE = 'Packages/b.rpm';
/** A container takes a second on a calm machine. */
const PATIENCE_MS = 240_000;
let config: ReturnType<typeof driver.configSchema.parse>;
let folder: string;
let member: string;
let handle: DockerHandle;

/** Ways to the bytes, as a root with the rights that every guest has by default; `$S` is the repository in the guest. */
const WAYS: readonly (readonly [how: string, script: string])[] = [
  ['writing through the path itself', 'spoil $S'],
  ['mounting it again for writing', 'mount -o remount,rw $S; spoil $S'],
  ['mounting the mount again for writing', 'mount -o remount,rw,bind $S; spoil $S'],
  ['a bind mount elsewhere, made writable', 'mkdir -p /m; mount --bind $S /m; mount -o remount,rw,bind /m; spoil /m'],
  [
    'a bind mount of what is above',
    'mkdir -p /n; mount --rbind /srv/saltern /n; mount -o remount,rw,bind /n; spoil /n/snapshot/base9',
  ],
  [
    'what lies below the mount',
    'unshare -m sh -c "umount $S; mount -o remount,rw,bind /; echo EVIL > $S/x; cat /proc/self/mountinfo"',
  ],
  ['the folders that the mount names', 'for one in $(lowers); do mkdir -p $one 2>/dev/null; spoil $one; done'],
  [
    'an overlay of its own with the repository above',
    'mkdir -p /o /w; mount -t overlay -o lowerdir=/o,upperdir=$S,workdir=/w o /o && spoil /o',
  ],
  [
    'changing mode and owner',
    `chmod -R 777 $S; chown -R 1 $S; touch -d 2001-01-01 $S/${FILE}; setfattr -n user.x -v y $S/${FILE}`,
  ],
  [
    'a second name for the file',
    `ln $S/${FILE} /tmp/mine; ln $S/${FILE} /etc/hosts.d; mv $S/${FILE} $S/gone; rm -rf $S/*`,
  ],
  ['the folders of other processes', 'for one in /proc/*/root /proc/*/cwd; do spoil $one$S; done'],
  [
    'the namespaces of process 1',
    'nsenter --target 1 --all sh -c "mount -o remount,rw $S; echo EVIL > $S/Packages/b.rpm"',
  ],
  [
    'a new mount of the disk',
    'mkdir -p /d /e; mount -t devtmpfs d /d; for one in /d/vd* /d/sd* /d/nvme*n*; do mount $one /e && spoil /e; done',
  ],
  ['a device node of the disk', 'mknod /disk b $DISK; head -c 1 /disk && exit 9; echo x > /disk && exit 9; true'],
  ['a loop device on the disk', 'mkdir -p /d; mount -t devtmpfs d /d; losetup /d/loop0 /d/vda && exit 9; true'],
  [
    'the control groups of the host',
    'find /sys/fs/cgroup -name release_agent | grep . && exit 9; for one in /sys/fs/cgroup/devices/docker/*/devices.allow; do echo a > $one && exit 9; done; true',
  ],
];

const SPOIL = `
S=/srv/saltern/snapshot/base9
spoil() {
  ( printf EVIL > $1/${FILE}; printf EVIL >> $1/${FILE}; printf x > $1/new; mkdir $1/newer; rm -f $1/${FILE} ) 2>/dev/null
}
lowers() { grep " $S " /proc/self/mountinfo | grep -o 'lowerdir=[^, ]*' | cut -d= -f2 | tr : ' '; }
`;

const script = (way: string, numbers: string): string => `${SPOIL}\nDISK='${numbers}'\n${way}`;

/** Numbers of the disk that the snapshot is on, as mknod takes them. */
async function disk(): Promise<string> {
  const { dev } = await stat(folder);
  return `${(dev >> 8) & 0xfff} ${dev & 0xff}`;
}

async function look(): Promise<unknown> {
  const { ino, mtimeMs, mode, uid } = await stat(join(member, FILE));
  return {
    bytes: await readFile(join(member, FILE), 'utf8'),
    pool: await readFile(join(folder, 'pool'), 'utf8'),
    names: (await readdir(member, { recursive: true })).sort(),
    file: { ino, mtimeMs, mode, uid },
  };
}

const plan = () =>
  examplePlan({
    name: 'attack-default-el9',
    snapshot: {
      id: '20261122T013000',
      digest: 'sha256:0',
      repositories: [{ name: 'base9', at: { kind: 'directory', path: member } }],
    },
  });

const stage = (text: string): PrepareStage => ({
  name: 'salt',
  key: randomUUID(),
  steps: [{ name: 'attack', files: {}, texts: {}, script: text }],
});

const volumes = async (): Promise<string> =>
  (await run('docker', ['volume', 'ls', '-q', '--filter', `label=saltern.project=${context.project.id}`])).stdout;

beforeAll(async () => {
  const { images } = await setupTestbed({ quiet: true });
  config = driver.configSchema.parse({ image: images.el9 });
  // What has a meaning to the mount must not lead to another folder.
  folder = await mkdtemp(join(tmpdir(), 'saltern-a:b,ro,c\\d-'));
  member = join(folder, 'snapshots/20261122T013000/base9');
  await mkdir(join(member, 'Packages'), { recursive: true });
  await writeFile(join(folder, 'pool'), 'good');
  await link(join(folder, 'pool'), join(member, FILE));
  const prepared = await driver.prepare(plan(), config, [], context);
  handle = await driver.create(plan(), config, prepared, context);
}, PATIENCE_MS);

afterAll(async () => {
  await driver.sweep({ keep: [] }, context);
  await rm(folder, { recursive: true, force: true });
}, PATIENCE_MS);

describe('a guest with the rights that it has by default changes nothing of its snapshot', () => {
  it.each(WAYS)('by %s', async (_, way) => {
    const before = await look();
    await using connection = await driver.connect(handle, context);

    const seen = await connection.exec(['/bin/sh', '-c', `cat /srv/saltern/snapshot/base9/${FILE}`]);
    const { code } = await connection.exec(['/bin/sh', '-c', script(way, await disk())], { user: '0' });

    expect(seen.stdout).toBe('good');
    expect(code).not.toBe(9);
    expect(await look()).toEqual(before);
  });

  it('while its image is prepared, by any of these ways', async () => {
    const before = await look();
    const number = await disk();
    const text = WAYS.map(([, way]) => `( ${script(way, number)}\n) || [ $? != 9 ]`).join('\n');

    const prepared = await driver.prepare(
      plan(),
      config,
      [stage(`${text}\ncat /srv/saltern/snapshot/base9/${FILE}`)],
      context,
    );

    await run('docker', ['image', 'rm', '-f', prepared.reference]);
    expect(context.told.join('')).toContain('good');
    expect(await look()).toEqual(before);
  });

  it('by what `prepare: mounts` shows it, a folder or a file', async () => {
    const shown = join(folder, 'shown');
    await mkdir(shown);
    await writeFile(join(shown, 'one'), 'good');
    const mounts = { [shown]: '/opt/folder', [join(shown, 'one')]: '/opt/file' };
    const text = `cat /opt/folder/one /opt/file
      for one in /opt/folder /opt/file; do mount -o remount,rw,bind $one || true; done
      for one in /opt/folder/one /opt/file; do { echo EVIL > $one; } 2>/dev/null || true; done`;

    const prepared = await driver.prepare(
      { ...plan(), prepare: { commands: [], update: true, environment: {}, mounts } },
      config,
      [stage(text)],
      context,
    );

    await run('docker', ['image', 'rm', '-f', prepared.reference]);
    expect(await readFile(join(shown, 'one'), 'utf8')).toBe('good');
  });
});

describe('what shows a snapshot to a guest', () => {
  it('goes with the guest, also where somebody removed its container by hand', async () => {
    const whileThere = await volumes();

    await run('docker', ['rm', '-f', handle.container]);
    const left = await volumes();
    await driver.destroy(handle, context);

    expect(whileThere).toMatch(/^[0-9a-f]+\n$/);
    expect(left).toBe(whileThere);
    expect(await volumes()).toBe('');
  });

  it('is told to be missing, with what to do, where the engine cannot show it', async () => {
    const prepared = await driver.prepare(plan(), config, [], context);
    await rm(join(folder, 'snapshots'), { recursive: true });

    const creating = driver.create(plan(), config, prepared, context);

    await expect(creating).rejects.toMatchObject({
      code: 'ENGINE_FAILED',
      message: expect.stringContaining(`cannot show 'attack-default-el9' the snapshot in '${member}': no such file`),
      hint: expect.stringContaining('snapshots: { url: … }'),
    });
    expect(await volumes()).toBe('');
  });
});
