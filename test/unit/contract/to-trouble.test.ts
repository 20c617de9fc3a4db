import { expect, it } from 'vitest';
import { SalternError } from '../../../src/contract/errors.ts';
import { toTrouble } from '../../../src/contract/to-trouble.ts';

it('takes over what an error of ours says', () => {
  const error = new SalternError('BOOT_FAILED', 'no boot', { hint: 'look', details: ['kernel panic'] });

  expect(toTrouble(error)).toEqual({
    code: 'BOOT_FAILED',
    message: 'no boot',
    hint: 'look',
    details: ['kernel panic'],
  });
});

it('calls an abort without a reason of its own an interruption', () => {
  expect(toTrouble(AbortSignal.abort().reason)).toMatchObject({ code: 'INTERRUPTED', details: [] });
});

it('calls anything else a defect, with the lines that lead to it', () => {
  const trouble = toTrouble(new RangeError('out of range'));

  expect(trouble).toMatchObject({ code: 'INTERNAL', message: 'out of range', hint: expect.stringContaining('Report') });
  expect(trouble.details[0]).toMatch(/^at .*to-trouble\.test/);
  expect(toTrouble('a text')).toMatchObject({ code: 'INTERNAL', message: 'a text', details: [] });
});
