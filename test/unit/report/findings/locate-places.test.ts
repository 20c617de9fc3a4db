import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { locatePlaces } from '../../../../src/report/findings/locate-places.ts';
import { makeCheck, makeResult, makeRun, makeSteps, makeSummary } from '../make-result.ts';

let folder = '';
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'saltern-places-')));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string): string {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), 'x\n');
  return join(folder, path);
}

/** Where a check at this place is found to be, from a working directory. */
async function locate(file: string, cwd: string) {
  const place = { file, line: 3, column: 5 };
  const steps = makeSteps({ checks: [makeCheck({ place })] });
  const find = await locatePlaces(makeRun([makeResult(makeSummary('a', 'b'), { steps })]), cwd);
  return find(place);
}

describe('places in a repository', () => {
  it.each([
    ['a folder', 'repo/.git/HEAD'],
    ['a file, as in a worktree', 'repo/.git'],
  ])('are relative to its top, where .git is %s, from wherever saltern was called', async (_, git) => {
    write(git);
    write('repo/fleet/suites/a.yml');
    const cwd = join(folder, 'repo/fleet');

    expect(await locate('suites/a.yml', cwd)).toEqual({ file: 'fleet/suites/a.yml', line: 3, column: 5 });
    expect(await locate(join(cwd, 'suites/a.yml'), cwd)).toMatchObject({ file: 'fleet/suites/a.yml' });
    expect(await locate('../fleet/suites/a.yml', cwd)).toMatchObject({ file: 'fleet/suites/a.yml' });
  });

  it('are of the file that a link leads to, and the working directory may be a link', async () => {
    write('repo/.git/HEAD');
    write('repo/formulas/a/init.sls');
    symlinkSync('formulas', join(folder, 'repo/alias'));
    symlinkSync('repo', join(folder, 'work'));

    expect(await locate(join(folder, 'work/alias/a/init.sls'), join(folder, 'work'))).toMatchObject({
      file: 'formulas/a/init.sls',
    });
  });

  it.each([
    ['beside it', '../repository/a.sls'],
    ['in another repository within it', 'cache/fetched/a.sls'],
    ['gone', 'gone.sls'],
  ])('are none for what lies %s', async (_, file) => {
    write('repo/.git/HEAD');
    write('repo/cache/fetched/.git/HEAD');
    write('repo/cache/fetched/a.sls');
    write('repository/a.sls');

    expect(await locate(file, join(folder, 'repo'))).toBeUndefined();
  });

  it('are relative to the working directory where there is no repository', async () => {
    write('plain/suites/a.yml');

    expect(await locate('suites/a.yml', join(folder, 'plain'))).toMatchObject({ file: 'suites/a.yml' });
    expect(await locate('../plain/suites/a.yml', join(folder, 'plain/suites'))).toBeUndefined();
  });
});
