import { describe, expect, it } from 'vitest';
import { chooseColourLevel } from '../../../../src/report/terminal/choose-colour-level.ts';

describe('choosing colours', () => {
  it.each([
    [true, { TERM: 'xterm-256color' }, 2],
    [true, { TERM: 'xterm', COLORTERM: 'truecolor' }, 3],
    [true, { TERM: 'xterm', NO_COLOR: '1' }, 0],
    [true, { TERM: 'xterm', NO_COLOR: '' }, 1],
    [false, { TERM: 'xterm' }, 0],
    [false, { FORCE_COLOR: '1' }, 1],
    [false, { FORCE_COLOR: '0', TERM: 'xterm' }, 0],
    [true, { TERM: 'dumb' }, 0],
  ])('takes colour from NO_COLOR, FORCE_COLOR and the terminal (tty %s, %o: %s)', (isTty, environment, expected) => {
    expect(chooseColourLevel({ isTty, environment })).toBe(expected);
  });
});
