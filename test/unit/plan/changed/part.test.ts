import { describe, expect, it } from 'vitest';
import { holdsFile, leaveOut } from '../../../../src/plan/changed/part.ts';

const tree = { path: 'f/web/web', left: leaveOut('f/web', ['*.bak', '/web/docs', '!keep.bak'], ['f/web/web/out']) };

describe('a set of files', () => {
  it.each([
    ['what is in it', 'f/web/web/init.sls', true],
    ['what is deep in it', 'f/web/web/a/b/c', true],
    ['itself, as a link or a file', 'f/web/web', true],
    ['a submodule that it is in', 'f/web', true],
    ['not what begins alike', 'f/web/web2/init.sls', false],
    ['not what lies beside it', 'f/web/README.md', false],
    ['not what patterns leave out', 'f/web/web/a.bak', false],
    ['what they take in again', 'f/web/web/keep.bak', true],
    ['not what lies in a folder that is left out', 'f/web/web/docs/a', false],
    ['patterns count from the top of the formula', 'f/web/web/web/docs/a', true],
    ['not what is left out by path', 'f/web/web/out/a', false],
  ])('holds %s', (_title, file, isHeld) => {
    expect(holdsFile(tree, file)).toBe(isHeld);
  });

  it('that is the top of the repository holds all but what is left out', () => {
    const top = { path: '', left: leaveOut('', ['*.bak'], ['.saltern']) };

    expect(['init.sls', 'a/b', 'a.bak', '.saltern/x'].filter((file) => holdsFile(top, file))).toEqual([
      'init.sls',
      'a/b',
    ]);
  });
});
