import { describe, expect, it } from 'vitest';
import { hideSecrets } from '../../../../../src/report/notify/send/hide-secrets.ts';

describe('secrets in what others say', () => {
  it.each([
    ['as they are', 'no such key p&ss/word!', 'no such key ***'],
    ['as a URL has them', 'at /p%26ss%2Fword! nothing', 'at /*** nothing'],
    ['as a header has them', `Basic ${Buffer.from('p&ss/word!').toString('base64')}`, 'Basic ***'],
  ])('are hidden %s', (_, text, hidden) => {
    expect(hideSecrets(text, ['p&ss/word!'])).toBe(hidden);
  });

  it('hides the longer of two first, and no empty one', () => {
    expect(hideSecrets('abcdef and abc', ['', 'abc', 'abcdef'])).toBe('*** and ***');
  });
});
