import { expect, it } from 'vitest';
import { UnreadableError } from '../../../../src/base/error/unreadable-error.ts';
import { explainSpace } from '../../../../src/snapshot/root/explain-space.ts';

const of = (code: string) => Object.assign(new Error(`${code}: write`), { code, syscall: 'write' });

it.each([
  ['ENOSPC', /No space is left in the snapshot root '\/srv\/mirror'/, /^Free some space/],
  ['EDQUOT', /No space is left in the snapshot root '\/srv\/mirror'/, /^Free some space/],
  ['EFBIG', /'\/srv\/mirror' is larger than this process may write/, /^Raise the limit \(`ulimit -f`/],
])('%s says which root could not be written, and what to do', (code, message, hint) => {
  expect(explainSpace('/srv/mirror', of(code))).toMatchObject({
    code: 'NO_SPACE',
    message: expect.stringMatching(message),
    hint: expect.stringMatching(hint),
  });
});

it.each([
  ['another error of the system', of('EIO')],
  [
    'a file that is larger than it may be to be read',
    new UnreadableError('/x', { code: 'EFBIG', why: 'it is too large' }),
  ],
])('leaves %s as it is', (_, error) => {
  expect(explainSpace('/srv/mirror', error)).toBe(error);
});
