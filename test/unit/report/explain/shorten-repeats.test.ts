import { expect, it } from 'vitest';
import { shortenRepeats } from '../../../../src/report/explain/shorten-repeats.ts';

const about = { kind: 'pillar', place: undefined } as const;
const traceback = 'Traceback (most recent call last):\n  File "a.py", line 1\nKeyError: 1';

it('tells one traceback once, however many pillar files end in it', () => {
  const problems = ['one', 'two', 'three'].map((sls) => ({
    ...about,
    message: `Rendering SLS '${sls}' failed: ${traceback}`,
  }));

  const told = shortenRepeats([...problems, { ...about, message: 'Rendering SLS one line' }]);

  expect(told.map(({ message }) => message)).toEqual([
    problems[0]?.message,
    "Rendering SLS 'two' failed: Traceback (most recent call last):\n(the same as above)",
    "Rendering SLS 'three' failed: Traceback (most recent call last):\n(the same as above)",
    'Rendering SLS one line',
  ]);
});
