import { cp, mkdir, mkdtemp, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listMoves } from '../../src/contract/list-moves.ts';
import { openScene, promoteIn, type PromoteScene, writeSnapshots } from '../support/promote-scene.ts';
import { ROOT } from '../root.ts';

const [A, B] = ['20261122T013000', '20261123T013000'] as const;
const PROCESS = join(ROOT, 'test/support/promote-process.ts');
/** System calls that write to a file system. */
const CALLS = 'fsync,fdatasync,rename,renameat2,symlink,unlink,mkdir,pwrite64,ftruncate,rmdir,link,chmod,fchmod';

let folder: string;
let scene: PromoteScene;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'saltern-crash-'));
  const live = join(folder, 'live');
  for (const name of ['root', 'www', 'cobbler']) await mkdir(join(live, name), { recursive: true });
  scene = {
    root: join(live, 'root'),
    targets: [
      { name: 'directory', config: { path: join(live, 'www') } },
      { name: 'cobbler', config: { path: join(live, 'cobbler') } },
    ],
    environment: {},
  };
  await writeSnapshots(scene.root, [A, B]);
  await promoteIn(scene, A);
  await writeFile(join(folder, 'scene.json'), JSON.stringify(scene));
  await cp(live, join(folder, 'before'), { recursive: true, verbatimSymlinks: true });
});
afterAll(() => rm(folder, { recursive: true }));

/** A promotion of B under strace; gives the exit code, and what strace saw. */
async function promoteUnder(options: readonly string[]): Promise<{ readonly code: number; readonly log: string }> {
  const [live, log] = [join(folder, 'live'), join(folder, 'log')];
  await rm(live, { recursive: true });
  await cp(join(folder, 'before'), live, { recursive: true, verbatimSymlinks: true });
  // Files are written by one thread, so that the calls come in one order.
  const env = { UV_THREADPOOL_SIZE: '1', NODE_COMPILE_CACHE: join(folder, 'compiled') };
  const argv = ['-f', '--seccomp-bpf', '-o', log, ...options, process.execPath, PROCESS, join(folder, 'scene.json'), B];
  const { exitCode } = await execa('strace', argv, { env, reject: false });
  return { code: exitCode ?? -1, log: await readFile(log, 'utf8') };
}

/** Each call with its number, as they are told to strace. The log of decisions is written like what is no file. */
async function listCalls(): Promise<
  readonly { readonly call: string; readonly at: number; readonly only: readonly string[] }[]
> {
  const audit = ['-P', join(scene.root, 'audit.ndjson')];
  // What is compiled is kept first: that is written as well.
  await promoteUnder(['-e', 'trace=none']);
  const seen = [
    { only: [], log: (await promoteUnder(['-e', `trace=${CALLS}`])).log },
    { only: audit, log: (await promoteUnder([...audit, '-e', 'trace=write'])).log },
  ];
  return seen.flatMap(({ only, log }) => {
    const names = [...log.matchAll(/^\d+ +(\w+)\(/gm)].map(([, name = '']) => name);
    return names.map((call, index) => ({
      call,
      at: names.slice(0, index + 1).filter((one) => one === call).length,
      only,
    }));
  });
}

async function whereAll(): Promise<Readonly<Record<string, string>>> {
  const live = join(folder, 'live');
  const [stable, www, base, extras] = await Promise.all(
    ['root/channels/stable', 'www/stable', 'cobbler/base', 'cobbler/extras'].map((path) => readlink(join(live, path))),
  );
  return {
    channel: basename(stable ?? ''),
    directory: basename(www ?? ''),
    base: basename(dirname(base ?? '')),
    extras: basename(dirname(extras ?? '')),
  };
}

const allAt = (id: string) => ({ channel: id, directory: id, base: id, extras: id });

/** Where the channel was, as the log has it. */
async function readMoves(): Promise<readonly string[]> {
  const { entries } = await (await openScene(scene)).root.readAudit();
  return listMoves(entries, 'stable').map(({ to }) => to.id);
}

/** One more promotion, as the next night would do. */
async function expectAllNew(what: string): Promise<void> {
  const again = await promoteIn(scene, B);

  expect([what, again.kind === 'refused']).toEqual([what, false]);
  expect([what, await whereAll()]).toEqual([what, allAt(B)]);
  expect([what, await readMoves()]).toEqual([what, [A, B]]);
  expect(await (await openScene(scene)).root.unfinishedMoves()).toEqual([]);
  const left = await Promise.all(
    ['root/channels', 'www', 'cobbler'].map((name) => readdir(join(folder, 'live', name))),
  );
  expect([what, left.flat().sort()]).toEqual([
    what,
    ['.saltern-stable.json', '.stable.saltern.json', 'base', 'extras', 'stable', 'stable'],
  ]);
}

it('a promotion that is killed at any system call that writes leaves the channel old or new, and the next one finishes', async () => {
  const calls = await listCalls();
  for (const { call, at, only } of calls) {
    const what = `killed at ${call} ${at}`;

    await promoteUnder([...only, '-e', `trace=${call}`, '-e', `inject=${call}:signal=SIGKILL:when=${at}`]);

    expect([what, [A, B]]).toEqual([what, expect.arrayContaining([(await whereAll())['channel']])]);
    await expectAllNew(what);
  }
  expect(calls.length).toBeGreaterThan(30);
  console.log(`killed at ${calls.length} system calls`);
});

it.each(['EIO', 'ENOSPC'])(
  'a promotion in which any of them fails with %s is all new or all old, as its log says',
  async (error) => {
    const calls = await listCalls();
    for (const { call, at, only } of calls) {
      const what = `${error} at ${call} ${at}`;

      const { code } = await promoteUnder([
        ...only,
        '-e',
        `trace=${call}`,
        '-e',
        `inject=${call}:error=${error}:when=${at}`,
      ]);

      const at2 = code === 0 ? B : A;
      expect([what, await whereAll()]).toEqual([what, allAt(at2)]);
      expect([what, (await readMoves()).at(-1)]).toEqual([what, at2]);
      await expectAllNew(what);
    }
    console.log(`${error} at ${calls.length} system calls`);
  },
);
