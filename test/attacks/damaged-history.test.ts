import { globSync, mkdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { attackScene, type AttackScene } from '../support/attack-scene.ts';
import { fails, passes } from '../support/pretended-project.ts';

const suites = { one: passes, two: fails };

function historyOf({ directory }: AttackScene): string {
  return join(directory, '.saltern/history.db');
}

/** What the history says of `demo-two-here`: its outcomes, newest first. */
async function outcomes(scene: AttackScene): Promise<readonly string[]> {
  const { stdout } = await scene.saltern(['history', 'demo-two-here', '--json']);
  const { results }: { readonly results: readonly { readonly outcome: string }[] } = JSON.parse(stdout);
  return results.map(({ outcome }) => outcome);
}

function evidence({ directory }: AttackScene): number {
  return globSync('.saltern/evidence/*/*/*.json', { cwd: directory }).length;
}

/** Overwrites bytes in the middle of the file. */
function spoil(file: string, at: number, length: number): void {
  const bytes = readFileSync(file);
  bytes.fill(0xa5, at, at + length);
  writeFileSync(file, bytes);
}

const DAMAGES: readonly (readonly [string, (file: string) => void])[] = [
  ['text of another program', (file) => writeFileSync(file, 'no database at all\n'.repeat(100))],
  ['a few bytes', (file) => writeFileSync(file, 'SQLite')],
  ['zeros, as after a loss of power', (file) => writeFileSync(file, Buffer.alloc(statSync(file).size))],
  ['the first half of itself', (file) => truncateSync(file, Math.floor(statSync(file).size / 2))],
  ['all of itself but the last page', (file) => truncateSync(file, statSync(file).size - 4096)],
  ['only its first page', (file) => truncateSync(file, 4096)],
  ['itself with a spoilt schema', (file) => spoil(file, 100, 3000)],
  ['itself with spoilt pages', (file) => spoil(file, 4096, statSync(file).size - 4096)],
  ['itself without one of its tables', (file) => change(file, 'DROP TABLE saltern_results')],
  ['itself with other columns', (file) => change(file, 'ALTER TABLE saltern_results RENAME COLUMN row TO line')],
];

function change(file: string, sql: string): void {
  using database = new DatabaseSync(file);
  database.exec(sql);
}

describe('a history that became', () => {
  it.each(DAMAGES)('%s changes no verdict, is put aside, and can be filled in again', async (_what, damage) => {
    await using scene = await attackScene({ suites });
    await scene.saltern(['test']);
    damage(historyOf(scene));

    const tested = await scene.saltern(['test']);

    expect(tested.code).toBe(1);
    expect(tested.stdout).toContain('1 passed, 1 failed');
    expect(evidence(scene)).toBe(4);
    expect(tested.stderr).toMatch(
      /^the history was damaged, and is now '.*\/history\.db\.damaged-\d{8}T\d{6}': `saltern history import` fills/m,
    );
    expect(await outcomes(scene)).toEqual(['fail']);
    const imported = await scene.saltern(['history', 'import']);
    expect(imported).toMatchObject({ code: 0, stdout: expect.stringContaining('2 runs, 0 nights') });
    expect(await outcomes(scene)).toEqual(['fail', 'fail']);
  });

  it.each(DAMAGES)('%s is put aside by whoever only looks, too', async (_what, damage) => {
    await using scene = await attackScene({ suites });
    await scene.saltern(['test']);
    damage(historyOf(scene));

    const shown = await scene.saltern(['history']);

    expect(shown.code).toBe(0);
    expect(shown.stdout).toBe('nothing is in the history yet; `saltern history import` reads in what 1 run left\n');
    expect(shown.stderr).toContain('the history was damaged, and is now');
  });
});

describe('a history that cannot be written', () => {
  const OBSTACLES: readonly (readonly [string, (scene: AttackScene) => void])[] = [
    ['is a folder', (scene) => mkdirSync(historyOf(scene), { recursive: true })],
    ['is the database of another program', (scene) => other(historyOf(scene))],
    ['is in a folder that is a file', (scene) => named(scene, 'gate.yml/history.db')],
    ['is where nobody may write', (scene) => named(scene, '/proc/history.db')],
    ['is a device that is full', (scene) => named(scene, '/dev/full')],
    ['is at a URL that nobody set', (scene) => named(scene, undefined, '{ url-env: NO_SUCH_VARIABLE }')],
    [
      'is at an address where nobody answers',
      (scene) => named(scene, undefined, '{ url: "postgres://a@127.0.0.1:1/b" }'),
    ],
    ['is at a name that nobody has', (scene) => named(scene, undefined, '{ url: "postgres://a@host.invalid/b" }')],
  ];

  function other(file: string): void {
    mkdirSync(join(file, '..'), { recursive: true });
    change(file, 'CREATE TABLE thesis (chapter TEXT); INSERT INTO thesis VALUES (1)');
  }

  function named(scene: AttackScene, file: string | undefined, whole = `{ file: '${file}' }`): void {
    scene.write('saltern.yml', `${scene.read('saltern.yml')}history: ${whole}\n`);
  }

  it.each(OBSTACLES)('because it %s changes no verdict, and says one line', async (_why, prepare) => {
    await using scene = await attackScene({ suites });
    prepare(scene);

    const tested = await scene.saltern(['test']);

    expect(tested.code).toBe(1);
    expect(tested.stdout).toContain('1 passed, 1 failed');
    expect(evidence(scene)).toBe(2);
    const told = tested.stderr.split('\n').filter((line) => line.includes('history'));
    expect(told).toEqual([
      expect.stringMatching(/^history could not be written: .+; `saltern history import` reads it in later$/),
    ]);
    expect(globSync('.saltern/runs/*/story.json', { cwd: scene.directory })).toHaveLength(1);
  });

  it.each(OBSTACLES)('because it %s is said to whoever asks for it, with exit code 2 or 3', async (_why, prepare) => {
    await using scene = await attackScene({ suites });
    prepare(scene);

    const shown = await scene.saltern(['history']);

    expect([2, 3]).toContain(shown.code);
    expect(shown.stderr).toMatch(/^The history .+\n {2}hint: /);
    expect(shown.stdout).toBe('');
  });

  it('is not put aside where it is the database of another program', async () => {
    await using scene = await attackScene({ suites });
    other(historyOf(scene));

    await scene.saltern(['test']);
    await scene.saltern(['history', 'import']);

    expect(globSync('.saltern/history.db*', { cwd: scene.directory })).toEqual(['.saltern/history.db']);
    using database = new DatabaseSync(historyOf(scene));
    expect(database.prepare('SELECT chapter FROM thesis').all()).toHaveLength(1);
  });

  it('because another process holds it changes no verdict, and the next run is kept again', async () => {
    await using scene = await attackScene({ suites });
    await scene.saltern(['test']);
    const holder = new DatabaseSync(historyOf(scene));
    holder.exec('BEGIN IMMEDIATE');

    const tested = await scene.saltern(['test']);

    holder.close();
    expect(tested.code).toBe(1);
    expect(tested.stderr).toMatch(/^history could not be written: .*another process has held it for 5 s; /m);
    expect(await outcomes(scene)).toEqual(['fail']);
    await scene.saltern(['history', 'import']);
    expect(await outcomes(scene)).toEqual(['fail', 'fail']);
  });
});

describe('a run without its story', () => {
  it('because it could not be written is told like any other trouble of the history', async () => {
    await using scene = await attackScene({ suites: { one: passes } });
    await scene.saltern(['test']);
    const [run = ''] = globSync('.saltern/runs/*', { cwd: scene.directory });
    rmSync(join(scene.directory, run, 'story.json'));
    mkdirSync(join(scene.directory, run, 'story.json'));

    const imported = await scene.saltern(['history', 'import']);

    expect(imported.code).toBe(3);
    expect(imported.stdout).toContain('0 runs, 0 nights and 0 decisions');
    expect(imported.stderr).toMatch(/^left out '.*\/story\.json': it is a folder/m);
  });

  const LIES: readonly (readonly [string, (text: string) => string, RegExp])[] = [
    ['is cut', (text) => text.slice(0, text.length / 2), /it is not whole JSON/],
    ['is empty', () => '', /it is not whole JSON/],
    ['is a list', () => '[]', /expected object/],
    ['has another version', (text) => text.replace('"version":1', '"version":2'), /version: /],
    ['lacks its instances', (text) => text.replace('"instances"', '"others"'), /instances: /],
    ['has an outcome that is none', (text) => text.replaceAll('"outcome":"pass"', '"outcome":"great"'), /outcome: /],
    [
      'is that of another run',
      (text) => text.replace(/"runId":"[^"]+"/, '"runId":"20200101T000000-aaaa"'),
      /it is the story of the run/,
    ],
    ['is no text', () => '\ufffd\0', /it is not whole JSON/],
  ];

  it.each(LIES)('because that %s is left out by name, and the others are read in', async (_what, lie, why) => {
    await using scene = await attackScene({ suites: { one: passes } });
    for (let run = 0; run < 2; run++) await scene.saltern(['test']);
    const [first = ''] = globSync('.saltern/runs/*/story.json', { cwd: scene.directory }).toSorted();
    scene.write(first, lie(scene.read(first)));
    rmSync(historyOf(scene));

    const imported = await scene.saltern(['history', 'import']);

    expect(imported.code).toBe(3);
    expect(imported.stdout).toContain('1 run, 0 nights and 0 decisions');
    const told = imported.stderr.split('\n').filter((line) => line.startsWith('left out '));
    expect(told).toHaveLength(1);
    expect(told[0]).toContain(first);
    expect(told[0]).toMatch(why);
  });
});
