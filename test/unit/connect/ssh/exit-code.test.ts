import { describe, expect, it } from 'vitest';
import { exitCode } from '../../../../src/connect/ssh/exit-code.ts';

describe('exitCode', () => {
  it.each([
    [{ code: 0 }, 0],
    [{ code: 255 }, 255],
    [{ signal: 'SIGKILL' }, 137],
    [{ signal: 'SIGTERM' }, 143],
    [{ signal: 'SIGSIG@openssh.com' }, 128],
  ])('%j is %i', (exit, code) => {
    expect(exitCode(exit)).toBe(code);
  });
});
