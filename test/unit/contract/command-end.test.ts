import { expect, it } from 'vitest';
import { whyFailed } from '../../../src/contract/command-end.ts';

it.each([
  [{ retcode: 2, stdout: '', stderr: 'first\nyou lost\n' }, 'exit status 2: you lost'],
  [{ retcode: 2, stdout: 'said here\n', stderr: '' }, 'exit status 2: said here'],
  [{ retcode: 2 }, 'exit status 2'],
  [{ retcode: 0, stdout: 'fine' }, 'the comment'],
  [{ mode: '0644' }, 'the comment'],
  [null, 'the comment'],
])('why a state with the changes %j failed is %j', (changes, why) => {
  expect(whyFailed({ changes, comment: 'the comment' })).toBe(why);
});
