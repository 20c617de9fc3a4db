import { describe, expect, it } from 'vitest';
import { tellTroubles } from '../../../src/cli/tell-troubles.ts';
import { SalternError } from '../../../src/contract/errors.ts';
import { fakeApp } from '../../support/fake-app.ts';

describe('what could not be written', () => {
  it('is told one by one, and the first decides the exit code', () => {
    const app = fakeApp();
    const full = new SalternError('NO_SPACE', "'junit.xml' could not be written", { hint: 'Free some space there.' });

    const code = tellTroubles(app, [full, new SalternError('USAGE', 'and another')]);

    expect(code).toBe(3);
    expect(app.said).toEqual({
      stdout: '',
      stderr: "'junit.xml' could not be written\n  hint: Free some space there.\nand another\n",
    });
  });

  it('is nothing to talk about where there is nothing', () => {
    const app = fakeApp();

    expect([tellTroubles(app, []), app.said]).toEqual([0, { stdout: '', stderr: '' }]);
  });
});
