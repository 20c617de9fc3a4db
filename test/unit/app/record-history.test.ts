import { appendFileSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lockRun } from '../../../src/app/run-lock.ts';
import { loadProjectFor } from '../../../src/app/load-project-for.ts';
import { withHistory } from '../../../src/app/open-history.ts';
import { runSelected } from '../../../src/app/run-selected.ts';
import type { RunStory } from '../../../src/contract/history.ts';
import { runFolder } from '../../../src/contract/project-folders.ts';
import { attackScene, type AttackScene } from '../../support/attack-scene.ts';
import { fakeApp } from '../../support/fake-app.ts';
import { fails, passes } from '../../support/pretended-project.ts';

const suites = { one: passes, two: fails };

function stories({ directory }: AttackScene): readonly RunStory[] {
  const files = globSync('.saltern/runs/*/story.json', { cwd: directory }).toSorted();
  return files.map((file): RunStory => JSON.parse(readFileSync(join(directory, file), 'utf8')));
}

function folders({ directory }: AttackScene): readonly string[] {
  return globSync('.saltern/runs/*', { cwd: directory })
    .toSorted()
    .map((folder) => join(directory, folder));
}

async function inHistory(scene: AttackScene): Promise<readonly RunStory[]> {
  const app = fakeApp({}, { cwd: scene.directory });
  return await withHistory(app, await loadProjectFor(app, {}), async (history) => {
    const runs = await history.runs();
    const all = await Promise.all(runs.map(({ runId }) => history.run(runId)));
    return all.filter((run) => run !== undefined).toReversed();
  });
}

/** As a run leaves its folder that was killed once `ended` of its instances had come to their ends. */
function killed(folder: string, ended: number): void {
  const events = readFileSync(join(folder, 'events.ndjson'), 'utf8').split('\n');
  const ends = events.flatMap((line, at) => (line.includes('"instance-finished"') ? [at] : []));
  const last = ended === 0 ? 1 : (ends[ended - 1] ?? 0) + 1;
  writeFileSync(join(folder, 'events.ndjson'), `${events.slice(0, last).join('\n')}\n{"type":"instance-fini`);
  rmSync(join(folder, 'story.json'), { force: true });
}

describe('a run that has ended', () => {
  it.each(['test', 'converge', 'create', 'verify'])(
    'is in its folder and in the history, the same: %s',
    async (verb) => {
      await using scene = await attackScene({ suites });

      await scene.saltern([verb]);

      const [story] = stories(scene);
      expect(story).toMatchObject({
        version: 1,
        verb,
        instances: [{ name: 'demo-one-here' }, { name: 'demo-two-here' }],
      });
      expect(await inHistory(scene)).toEqual([story]);
    },
  );

  it('names the record of the evidence that it left', async () => {
    await using scene = await attackScene({ suites });

    await scene.saltern(['test']);

    const [story] = stories(scene);
    expect(story?.instances.map(({ evidence }) => evidence)).toEqual([
      expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    ]);
  });

  it('belongs to the night, and is the attempt, that its caller says', async () => {
    await using scene = await attackScene({ suites });
    const app = fakeApp({}, { cwd: scene.directory });

    const { instances } = await loadProjectFor(app, {});
    const earlier = new Map(instances.slice(0, 1).map(({ name }) => [name, { attempts: 1, hasFailed: true }]));

    await runSelected(app, [], { goal: 'test', night: { id: '20261123T013000', earlier } });

    expect(await inHistory(scene)).toMatchObject([
      {
        night: '20261123T013000',
        instances: [{ night: '20261123T013000', attempt: 2, isFlaky: true }, { attempt: 1 }],
      },
    ]);
  });

  it('is flaky where it passes after it failed on the same content', async () => {
    const flag = join(tmpdir(), 'mended');
    await using scene = await attackScene({
      suites: { one: { checks: { command: { [`test -e ${flag}`]: { 'exit-status': 0 } } } } },
    });
    await scene.saltern(['test']);
    writeFileSync(flag, '');

    await scene.saltern(['test']);

    const told = (await inHistory(scene)).map(({ instances: [one] }) => [one?.outcome, one?.isFlaky]);
    expect(told).toEqual([
      ['fail', undefined],
      ['pass', true],
    ]);
  });

  it('is nowhere where nothing was run', async () => {
    await using scene = await attackScene({ suites });

    await scene.saltern(['list']);

    expect(globSync('.saltern/history.db', { cwd: scene.directory })).toEqual([]);
  });
});

describe('a run that was killed', () => {
  it('is told by the next one, with what its instances had come to by then', async () => {
    await using scene = await attackScene({ suites });
    await scene.saltern(['test']);
    const [folder = ''] = folders(scene);
    killed(folder, 1);
    rmSync(join(scene.directory, '.saltern/history.db'));

    await scene.saltern(['test']);

    const [first, second] = await inHistory(scene);
    expect(first).toMatchObject({ interrupted: true, runId: basename(folder) });
    expect(first?.instances).toHaveLength(1);
    expect(first?.instances[0]).toMatchObject({ evidence: expect.stringContaining('sha256:') });
    expect(second?.instances).toHaveLength(2);
    expect(stories(scene)).toHaveLength(2);
  });

  it('is told by an import, too', async () => {
    await using scene = await attackScene({ suites });
    await scene.saltern(['test']);
    killed(folders(scene)[0] ?? '', 2);

    const { stdout } = await scene.saltern(['history', 'import']);

    expect(stdout).toContain('1 run, 0 nights');
    expect(await inHistory(scene)).toMatchObject([{ interrupted: true, outcome: 'fail' }]);
  });

  it('is known as one that came to nothing where nothing had ended', async () => {
    await using scene = await attackScene({ suites });
    await scene.saltern(['test']);
    killed(folders(scene)[0] ?? '', 0);

    await scene.saltern(['history', 'import']);

    expect(await inHistory(scene)).toMatchObject([{ interrupted: true, outcome: 'skip', instances: [] }]);
  });

  it('belongs to its night as one that ended', async () => {
    await using scene = await attackScene({ suites });
    const app = fakeApp({}, { cwd: scene.directory });
    await runSelected(app, [], { goal: 'test', night: { id: '20261123T013000', earlier: new Map() } });
    killed(folders(scene)[0] ?? '', 1);

    await scene.saltern(['history', 'import']);

    expect(await inHistory(scene)).toMatchObject([
      { night: '20261123T013000', instances: [{ night: '20261123T013000' }] },
    ]);
  });

  it.each([
    ['its events are gone', (folder: string) => [killed(folder, 1), rmSync(join(folder, 'events.ndjson'))]],
    ['its events are of another run', (folder: string) => [killed(folder, 1), rename(folder)]],
    [
      'its events are no text',
      (folder: string) => [killed(folder, 1), writeFileSync(join(folder, 'events.ndjson'), Buffer.of(0xff))],
    ],
    ['its events are some of ours and nonsense', (folder: string) => [killed(folder, 1), spoil(folder)]],
  ])('is nothing in the history where %s', async (_why, prepare) => {
    await using scene = await attackScene({ suites });
    await scene.saltern(['test']);
    rmSync(join(scene.directory, '.saltern/history.db'));
    prepare(folders(scene)[0] ?? '');

    const tested = await scene.saltern(['test', 'demo-one-here']);

    expect(tested).toMatchObject({ code: 0, stderr: '' });
    expect(await inHistory(scene)).toHaveLength(1);
  });

  function rename(folder: string): void {
    const file = join(folder, 'events.ndjson');
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(basename(folder), '20200101T000000-aaaa'));
  }

  function spoil(folder: string): void {
    const file = join(folder, 'events.ndjson');
    writeFileSync(
      file,
      readFileSync(file, 'utf8')
        .replaceAll('"outcome":"pass"', '"outcome":7')
        .replaceAll('"phases":[', '"phases":[null,'),
    );
    appendFileSync(file, '\nnull\n7\n"x"\n');
  }

  it('is left alone as long as it is under way', async () => {
    await using scene = await attackScene({ suites });
    await scene.saltern(['test']);
    const [folder = ''] = folders(scene);
    killed(folder, 1);
    rmSync(join(scene.directory, '.saltern/history.db'));
    using _underWay = await lockRun(runFolder(folder));

    await scene.saltern(['test', 'demo-one-here']);

    expect(await inHistory(scene)).toHaveLength(1);
    expect(globSync('story.json', { cwd: folder })).toEqual([]);
  });
});
