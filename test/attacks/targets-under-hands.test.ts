import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { attackScene, type AttackScene } from '../support/attack-scene.ts';

/* What moves with a channel is in other hands: a program that does as it likes, a repository to which others push. */

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'saltern-hands-'));
  folders.push(folder);
  return folder;
}

function writeProgram(path: string, lines: readonly string[]): string {
  writeFileSync(path, ['#!/bin/sh', ...lines, ''].join('\n'));
  chmodSync(path, 0o755);
  return path;
}

/** A snapshot that passed, and a channel that something moves with. */
async function passedScene(target: unknown, more: object = {}, environment = {}): Promise<AttackScene> {
  const scene = await attackScene({
    packages: [{ name: 'alpha' }],
    more: { targets: { stable: [target] }, ...more },
  });
  await scene.saltern(['snapshot', 'create'], { environment });
  await scene.saltern(['test'], { environment });
  return scene;
}

/** The last line of the log that is about the channel itself. */
function lastDecision(scene: AttackScene): unknown {
  const lines = scene.read('mirror/audit.ndjson').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>).findLast(({ result }) => result);
}

describe('a hook', () => {
  it.each([
    ['that hangs, with a child that no signal ends gently', ['trap "" TERM', 'sleep 60 & wait; wait'], /within 2s/],
    ['that is killed', ['kill -9 $$'], /ended with SIGKILL/],
    ['that ends itself by a signal', ['kill -TERM $$'], /ended with SIGTERM/],
    ['that reads nothing and says without end', ['yes 2>&1 | head -c 30000000', 'exit 3'], /exit code 3/],
  ])('%s has moved nothing, and the log takes its word back', async (_, lines, why) => {
    const command = [writeProgram(join(makeFolder(), 'publish'), ['test "$1" = x || true', ...lines])];
    await using scene = await passedScene({ hook: { command, 'time-limit': '2s' } });

    const { code, stderr } = await scene.saltern(['promote']);

    expect([code, stderr]).toEqual([3, expect.stringMatching(why)]);
    expect(stderr.length).toBeLessThan(10_000);
    expect(await scene.stable()).toBeUndefined();
    expect(lastDecision(scene)).toMatchObject({
      result: 'refused',
      note: expect.stringMatching(/^it was not moved: /),
    });
    expect(await scene.saltern(['gate', 'explain', 'latest'])).toMatchObject({ code: 0 });
  });

  it('that prints what is secret has it in no file, and on no screen', async () => {
    const environment = { CANARY: 'canary-word' };
    const command = [writeProgram(join(makeFolder(), 'publish'), ['echo "$CANARY"', 'echo "$CANARY" >&2', 'exit 1'])];
    const secrets = { secrets: { environment: ['CANARY'] } };
    await using scene = await passedScene({ hook: { command } }, secrets, environment);

    const promoted = await scene.saltern(['promote'], { environment });
    const asJson = await scene.saltern(['promote', '--json'], { environment });

    expect([promoted.code, promoted.stderr]).toEqual([3, expect.stringContaining('••••')]);
    expect(JSON.stringify([promoted, asJson])).not.toContain('canary-word');
    const found = listFiles(scene.directory).filter((file) => readFileSync(file).includes('canary-word'));
    expect(found).toEqual([]);
  });
});

function listFiles(folder: string): readonly string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

describe('a branch of pins', () => {
  it.each([
    ['that somebody else pushes to while it is moved', 'saltern/stable'],
    ['that somebody else makes while it is moved', undefined],
  ])('%s keeps what they pushed, and the channel stays', async (_, known) => {
    const folder = makeFolder();
    const repository = join(folder, 'pins.git');
    const git = (...argv: readonly string[]): string =>
      execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@localhost', ...argv], { encoding: 'utf8' }).trim();
    git('init', '--quiet', '--bare', '--initial-branch=main', repository);
    const empty = git(`--git-dir=${repository}`, 'hash-object', '-t', 'tree', '-w', '/dev/null');
    const commit = (...argv: readonly string[]): string =>
      git(`--git-dir=${repository}`, 'commit-tree', empty, '-m', 'theirs', ...argv);
    const first = commit();
    git(`--git-dir=${repository}`, 'update-ref', 'refs/heads/main', first);
    const own = commit('-p', first);
    if (known !== undefined) git(`--git-dir=${repository}`, 'update-ref', `refs/heads/${known}`, own);
    const theirs = commit('-p', own);
    // The true git, before which somebody else is quicker.
    mkdirSync(join(folder, 'bin'));
    writeProgram(join(folder, 'bin/git'), [
      `PATH='${process.env['PATH'] ?? ''}'`,
      `case " $* " in *" push "*) git --git-dir='${repository}' update-ref refs/heads/saltern/stable ${theirs};; esac`,
      'exec git "$@"',
    ]);
    const PATH = [join(folder, 'bin'), process.env['PATH']].join(delimiter);
    await using scene = await passedScene({ git: { repository, file: 'pins.yml' } });

    const { code, stderr } = await scene.saltern(['promote'], { environment: { PATH } });

    expect([code, stderr]).toEqual([3, expect.stringContaining('could not push')]);
    expect(git(`--git-dir=${repository}`, 'rev-parse', 'saltern/stable')).toBe(theirs);
    expect(await scene.stable()).toBeUndefined();
    expect(existsSync(join(scene.directory, 'mirror/channels/stable'))).toBe(false);
    expect(lastDecision(scene)).toMatchObject({ result: 'refused' });
  });
});

describe('two who promote the same channel of one root at once', () => {
  it('move it once: to where one of them was allowed to', async () => {
    await using scene = await attackScene({ packages: [{ name: 'alpha' }] });
    await scene.saltern(['snapshot', 'create']);
    await scene.saltern(['test']);

    const all = await Promise.all(Array.from({ length: 4 }, () => scene.saltern(['promote'])));

    const lines = scene.read('mirror/audit.ndjson').trim().split('\n');
    expect(lines.filter((line) => line.includes('"result":"promoted"'))).toHaveLength(1);
    expect(all.filter(({ code }) => code === 0).length).toBeGreaterThanOrEqual(1);
    expect(await scene.saltern(['audit', 'verify'])).toMatchObject({ code: 0 });
  });
});
