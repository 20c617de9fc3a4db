import { describe, expect, it } from 'vitest';
import { judgeTally, renderTally } from '../run-vitest.ts';

describe('what stands at the end of the tests', () => {
  it('is the line that counts, under what was not run and what failed', () => {
    const failure = { name: 'test/b.test.ts > b', message: 'expected 1 to be 2\n\n- 2\n+ 1' };

    const text = renderTally({ passed: 7, failed: [failure], skipped: ['test/a.test.ts > a title'] }, ['a note']);

    expect(text.split('\n')).toEqual([
      'skipped: test/a.test.ts > a title',
      'a note',
      'failed: test/b.test.ts > b',
      '  | expected 1 to be 2',
      '  | - 2',
      '  | + 1',
      '7 passed, 1 failed, 1 skipped',
    ]);
  });

  it('names what passed only when it was tried again, and what it said the first time', () => {
    const retried = [{ name: 'a', message: 'timed out' }];

    const lines = renderTally({ passed: 1, failed: [], skipped: [], retried }).split('\n');

    expect(lines).toEqual(['passed only when tried again: a', '  | timed out', '1 passed, 0 failed, 0 skipped']);
  });

  it('shortens what a failure said, and says by how much', () => {
    const message = Array.from({ length: 20 }, (_, index) => `line ${index}`).join('\n');

    const lines = renderTally({ passed: 0, failed: [{ name: 'a', message }], skipped: [] }).split('\n');

    expect(lines).toHaveLength(15);
    expect(lines.at(-2)).toBe('  | … 8 more lines');
  });

  it.each([
    [{ passed: 7, failed: [], skipped: [] }, 0],
    [{ passed: 7, failed: [{ name: 'a', message: '' }], skipped: [] }, 1],
    [{ passed: 0, failed: [], skipped: ['all of them'] }, 1],
  ])('is a success only when something passed and nothing failed', (tally, code) => {
    expect(judgeTally(tally)).toBe(code);
  });
});
