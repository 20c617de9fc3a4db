import { describe, expect, it } from 'vitest';
import { reportError } from '../../../src/cli/report-error.ts';
import { ConfigError, SalternError } from '../../../src/contract/errors.ts';
import { invalidPolicy } from '../../../src/gate/parse-policy.ts';
import { fakeApp } from '../../support/fake-app.ts';

function report(error: unknown, change: { readonly isJson?: boolean; readonly isDebug?: boolean } = {}) {
  const app = fakeApp();
  const exitCode = reportError(error, { app, isJson: false, isDebug: false, ...change });
  return { exitCode, ...app.said };
}

const GONE = new SalternError('GUEST_GONE', "'web' is not there any more", {
  hint: 'Run it again.',
  details: ['killed'],
  cause: new Error('ECONNRESET'),
});
const PROBLEM = { file: 'saltern.yml', line: 3, column: 5, message: "unknown key 'suits'" };

describe('an error', () => {
  it('is told in a sentence, with details and a hint, on stderr', () => {
    expect(report(GONE)).toEqual({
      exitCode: 3,
      stdout: '',
      stderr: "'web' is not there any more\n  killed\n  hint: Run it again.\n",
    });
  });

  it('is data on stdout where JSON was asked for', () => {
    const { exitCode, stdout, stderr } = report(GONE, { isJson: true });

    expect(JSON.parse(stdout)).toEqual({
      error: {
        code: 'GUEST_GONE',
        message: "'web' is not there any more",
        hint: 'Run it again.',
        details: ['killed'],
      },
    });
    expect([exitCode, stderr]).toEqual([3, '']);
  });

  it('shows what caused it only to who asked for that', () => {
    expect(report(GONE).stderr).not.toContain('ECONNRESET');
    expect(report(GONE, { isDebug: true }).stderr).toContain('ECONNRESET');
  });

  it('of a file names every place, and says that nothing was started', () => {
    const { exitCode, stderr } = report(new ConfigError([PROBLEM, { ...PROBLEM, line: 9 }]));

    expect(exitCode).toBe(2);
    expect(stderr).toContain("saltern.yml:3:5  unknown key 'suits'\nsaltern.yml:9:5  unknown key 'suits'\n");
    expect(stderr).toMatch(/\n2 problems, nothing was started\n$/);
    expect(report(new ConfigError([PROBLEM])).stderr).toContain('1 problem, nothing was started');
    expect(JSON.parse(report(new ConfigError([PROBLEM]), { isJson: true }).stdout)).toMatchObject({
      error: { problems: [PROBLEM] },
    });
  });

  it('of a gate policy says that nothing was decided', () => {
    const { exitCode, stderr } = report(invalidPolicy([PROBLEM]));

    expect(exitCode).toBe(2);
    expect(stderr).toContain("saltern.yml:3:5  unknown key 'suits'\n  hint: Correct the places named");
    expect(stderr).toMatch(/\n1 problem, nothing was decided\n$/);
    expect(JSON.parse(report(invalidPolicy([PROBLEM]), { isJson: true }).stdout)).toMatchObject({
      error: { code: 'POLICY_INVALID', problems: [PROBLEM] },
    });
  });

  it.each([new RangeError('out of range'), 'a text'])('that is none of ours is called a defect: %s', (error) => {
    const { exitCode, stdout, stderr } = report(error, { isJson: true });

    expect(exitCode).toBe(3);
    expect(stdout).toBe('');
    expect(stderr).toContain(error instanceof Error ? error.message : error);
    expect(stderr).toContain('hint: Report this with the lines above');
  });
});
