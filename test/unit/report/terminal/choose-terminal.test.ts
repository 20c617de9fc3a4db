import { describe, expect, it } from 'vitest';
import { canRedraw } from '../../../../src/report/terminal/choose-terminal.ts';

describe('choosing a terminal', () => {
  it.each([
    [true, { TERM: 'xterm-256color' }, true],
    [false, { TERM: 'xterm-256color' }, false],
    [true, { TERM: 'dumb' }, false],
    [true, { TERM: 'xterm', CI: 'true' }, false],
    [true, { TERM: 'xterm', CI: 'false' }, true],
  ])('redraws on a terminal that knows cursor moves and is no CI (tty %s, %o: %s)', (isTty, environment, expected) => {
    expect(canRedraw({ isTty, environment })).toBe(expected);
  });
});
