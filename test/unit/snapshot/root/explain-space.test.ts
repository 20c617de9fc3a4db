import { expect, it } from 'vitest';
import { explainSpace } from '../../../../src/snapshot/root/explain-space.ts';

const of = (code: string) => Object.assign(new Error(`${code}: write`), { code });

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

it('leaves what is about no space as it is', () => {
  const error = of('EIO');

  expect(explainSpace('/srv/mirror', error)).toBe(error);
});
