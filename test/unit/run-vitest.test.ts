import { describe, expect, it } from 'vitest';
import { judgeTally, renderTally } from '../run-vitest.ts';

describe('what stands at the end of the tests', () => {
  it('is the line that counts, under what was not run', () => {
    const text = renderTally({ passed: 7, failed: 1, skipped: ['test/a.test.ts > a title'] }, ['a note']);

    expect(text.split('\n')).toEqual(['skipped: test/a.test.ts > a title', 'a note', '7 passed, 1 failed, 1 skipped']);
  });

  it.each([
    [{ passed: 7, failed: 0, skipped: [] }, 0],
    [{ passed: 7, failed: 1, skipped: [] }, 1],
    [{ passed: 0, failed: 0, skipped: ['all of them'] }, 1],
  ])('is a success only when something passed and nothing failed', (tally, code) => {
    expect(judgeTally(tally)).toBe(code);
  });
});
