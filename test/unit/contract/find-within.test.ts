import { expect, it } from 'vitest';
import { BaseError } from '../../../src/base/error/base-error.ts';
import { SalternError } from '../../../src/contract/errors.ts';
import { findWithin } from '../../../src/contract/find-within.ts';

const look = { title: 'A thing', limitMs: 20, signal: new AbortController().signal, remedy: 'Look there.' };

it('what never ends is a warning, though nothing can cancel it', async () => {
  const findings = await findWithin(look, () => new Promise(() => undefined));

  expect(findings).toEqual([
    { title: 'A thing', outcome: 'warn', message: 'no answer within 0.02 s', remedy: 'Look there.' },
  ]);
});

it.each<[string, Error, object]>([
  [
    'with its own remedy',
    new SalternError('GIT_FAILED', 'It broke', { hint: 'Mend it.', details: ['a', 'b'] }),
    { outcome: 'fail', message: 'It broke; b', remedy: 'Mend it.' },
  ],
  [
    'that another try may mend as a warning',
    new BaseError('transfer', 'Gone', { isTransient: true }),
    { outcome: 'warn', message: 'Gone', remedy: 'Look there.' },
  ],
  ['of any other kind', new Error('EIO'), { outcome: 'fail', message: 'EIO', remedy: 'Look there.' }],
])('trouble is a finding, %s', async (_, trouble, finding) => {
  expect(await findWithin(look, () => Promise.reject(trouble))).toMatchObject([finding]);
});

it("the caller's own end is thrown, not found", async () => {
  const signal = AbortSignal.abort(new SalternError('INTERRUPTED', 'Interrupted'));

  await expect(findWithin({ ...look, signal }, () => Promise.resolve([]))).rejects.toMatchObject({
    code: 'INTERRUPTED',
  });
});
