import { describe, expect, it } from 'vitest';
import { reportError } from '../../../src/cli/report-error.ts';
import { ConfigError, SalternError } from '../../../src/contract/errors.ts';
import { invalidPolicy } from '../../../src/gate/parse-policy.ts';

const PROBLEMS = [
  { file: 'gate.yml', line: 3, column: 5, message: "unknown key 'requires'; did you mean 'require'?" },
  { file: 'gate.yml', line: 5, column: 14, message: "'max-age' is nothing" },
];

function report(error: unknown, isJson = false) {
  const said = { stdout: '', stderr: '' };
  const app = {
    write: (text: string) => void (said.stdout += text),
    talk: (text: string) => void (said.stderr += text),
  };
  return { exitCode: reportError(error, { app, isJson, isDebug: false }), ...said };
}

describe('what is wrong in files', () => {
  it('is listed with its places, and says that nothing was started', () => {
    const { exitCode, stderr } = report(new ConfigError(PROBLEMS.slice(0, 1)));

    expect(exitCode).toBe(2);
    expect(stderr).toBe(
      "gate.yml:3:5  unknown key 'requires'; did you mean 'require'?\n1 problem, nothing was started\n",
    );
  });

  it('says of a gate policy that nothing was decided', () => {
    const { exitCode, stderr } = report(invalidPolicy(PROBLEMS));

    expect(exitCode).toBe(2);
    expect(stderr).toContain("gate.yml:5:14  'max-age' is nothing\n  hint: Correct the places named");
    expect(stderr).toMatch(/\n2 problems, nothing was decided\n$/);
  });

  it('is data too, a gate policy as well', () => {
    const { exitCode, stdout, stderr } = report(invalidPolicy(PROBLEMS), true);

    expect(exitCode).toBe(2);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'POLICY_INVALID', problems: PROBLEMS } });
  });
});

it('trouble of another kind has no problems', () => {
  const { exitCode, stdout } = report(new SalternError('BUSY', 'It is busy', { hint: 'Wait.' }), true);

  expect(exitCode).toBe(3);
  expect(JSON.parse(stdout)).toEqual({ error: { code: 'BUSY', message: 'It is busy', hint: 'Wait.', details: [] } });
});
