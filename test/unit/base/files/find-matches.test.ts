import { chmod, mkdir, mkdtemp, realpath, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { findMatches } from '../../../../src/base/files/find-matches.ts';
import { matchSegment } from '../../../../src/base/files/match-segment.ts';
import { asNobody } from '../../../support/as-nobody.ts';

const FILES = ['a.yml', 'b.yml', '.h.yml', 'x/c.yml', 'x/y/d.yml', 'x/.z/e.yml', 'x/y/f.txt', '[k].yml'];

let root = '';
beforeAll(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'saltern-matches-')));
  // Others must be able to come so far.
  for (const folder of [tmpdir(), root]) await chmod(folder, 0o755);
  for (const file of FILES) {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), '');
  }
  await symlink('..', join(root, 'x/up'));
  await symlink('nowhere', join(root, 'gone.yml'));
});

describe('a pattern', () => {
  it.each<[string, readonly string[]]>([
    ['a.yml', ['a.yml']],
    ['./x/../a.yml', ['a.yml']],
    ['*.yml', ['[k].yml', 'a.yml', 'b.yml', 'gone.yml']],
    ['?.yml', ['a.yml', 'b.yml']],
    ['[a-b].yml', ['a.yml', 'b.yml']],
    ['[!a].yml', ['b.yml']],
    ['{a,x/c}.yml', ['a.yml', 'x/c.yml']],
    ['.*.yml', ['.h.yml']],
    [String.raw`\[k].yml`, ['[k].yml']],
    ['**/d.yml', ['x/y/d.yml']],
    ['x/**', ['x/c.yml', 'x/up', 'x/y/d.yml', 'x/y/f.txt']],
    ['x/*', ['x/c.yml', 'x/up', 'x/y']],
    ['x/up/x/c.yml', ['x/up/x/c.yml']],
    ['nothing/*.yml', []],
    ['a.yml/b', []],
  ])('%s matches what a shell would match', async (pattern, expected) => {
    const { paths, troubles } = await findMatches(pattern, root);

    expect(paths.map((path) => relative(root, path))).toEqual(expected);
    expect(troubles).toEqual([]);
  });

  it('may be absolute', async () => {
    expect(await findMatches(`${root}/x/*.yml`, '/')).toEqual({ paths: [join(root, 'x/c.yml')], troubles: [] });
  });

  it.each(['*/*.yml', '**/*.yml', 'shut/a.yml'])(
    '%s names a folder on the way that cannot be read',
    async (pattern) => {
      await mkdir(join(root, 'shut'), { recursive: true });
      await chmod(join(root, 'shut'), 0o000);

      const { troubles } = await asNobody(() => findMatches(pattern, root));

      expect(troubles).toEqual([
        expect.stringMatching(/leads into '.*\/shut.*', which cannot be read: permission denied/),
      ]);
    },
  );
});

it('thirty stars are matched in no time', () => {
  const startedAt = performance.now();

  expect(matchSegment(`${'*a'.repeat(30)}*b`, 'a'.repeat(10_000))).toBe(false);
  expect(performance.now() - startedAt).toBeLessThan(2000);
});
