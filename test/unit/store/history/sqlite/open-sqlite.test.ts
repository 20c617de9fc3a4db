import { chmod, mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeEach, describe, expect, it } from 'vitest';
import { openHistoryAt } from '../../../../../src/store/history/index.ts';
import { asNobody } from '../../../../support/as-nobody.ts';
import { runStory } from '../../../../support/history-data.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'saltern-history-'));
  file = join(folder, 'history.db');
});

const open = (waitMs = 5000) => openHistoryAt({ place: { kind: 'sqlite', file }, project: 'fleet', waitMs });

async function keepOne(): Promise<void> {
  await using history = await open();
  await history.putRun(runStory());
}

describe('a history in a file', () => {
  it('leaves that one file alone', async () => {
    await keepOne();

    expect(await readdir(folder)).toEqual(['history.db']);
  });

  it('can be read while another process writes', async () => {
    await keepOne();
    using writer = new DatabaseSync(file);
    writer.exec('BEGIN IMMEDIATE; DELETE FROM saltern_runs; DELETE FROM saltern_results');

    await using history = await open(0);

    expect(await history.runs()).toHaveLength(1);
    expect(await history.results()).toHaveLength(1);
  });

  it('is unreachable for one who writes while another process does for too long, and can be tried again', async () => {
    await using history = await open(20);
    const writer = new DatabaseSync(file);
    writer.exec('BEGIN IMMEDIATE');

    await expect(history.putRun(runStory())).rejects.toMatchObject({
      code: 'HISTORY_UNREACHABLE',
      message: `The history '${file}' cannot be used: another process has held it for 0.02 s`,
      isTransient: true,
    });
    writer.close();
    await history.putRun(runStory());

    expect(await history.runs()).toHaveLength(1);
  });

  it('keeps nothing of a run that could not be kept whole', async () => {
    await using history = await open();
    const story = runStory();
    const [instance] = story.instances;
    const broken = { ...story, instances: [instance, { ...instance, durationMs: Number.NaN }] };

    // @ts-expect-error -- what types forbid, and a defect may bring: no column takes it
    await expect(history.putRun(broken)).rejects.toMatchObject({ code: expect.stringMatching(/^HISTORY_/) });

    expect(await history.runs()).toEqual([]);
    expect(await history.results()).toEqual([]);
  });

  it('can be read where nothing may be written, and says so to whoever writes', async () => {
    await keepOne();
    // Whoever reads must get through to it.
    await chmod(tmpdir(), 0o711);
    await chmod(file, 0o444);
    await chmod(folder, 0o555);

    await asNobody(async () => {
      await using history = await open();
      expect(await history.results()).toHaveLength(1);
      await expect(history.putRun(runStory())).rejects.toMatchObject({
        code: 'HISTORY_UNREACHABLE',
        message: expect.stringContaining('readonly database'),
      });
    });
  });

  it('is unreachable where it may not even be read', async () => {
    await keepOne();
    await chmod(tmpdir(), 0o711);
    await chmod(folder, 0o755);
    await chmod(file, 0o000);

    await asNobody(() => expect(open()).rejects.toMatchObject({ code: 'HISTORY_UNREACHABLE' }));
  });

  it.each([
    ['a name with a question mark', 'what?immutable=1#x%00.db'],
    ['a name with a quote and a space', "it's here.db"],
  ])('may have %s', async (_what, name) => {
    file = join(folder, name);
    await keepOne();

    expect(await readdir(folder)).toEqual([name]);
    await using history = await open();
    expect(await history.runs()).toHaveLength(1);
  });
});
