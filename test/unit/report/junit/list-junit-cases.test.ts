import { describe, expect, it } from 'vitest';
import { listJunitCases } from '../../../../src/report/junit/list-junit-cases.ts';
import { DEMO_CWD, makeCheck, makePass, makeResult, makeState, makeSteps, makeSummary } from '../make-result.ts';

const summary = makeSummary('ops-ssh', 'centos-7');

describe('cases of an instance', () => {
  it('are the states of each pass, and its checks', () => {
    const cases = listJunitCases(makeResult(summary), DEMO_CWD);

    expect(cases.map((one) => [one.name, one.outcome, one.durationMs])).toEqual([
      ['converge: sshd-config file.managed (/etc/ssh/sshd_config)', 'pass', 12],
      ['converge: sshd-service service.running (sshd)', 'pass', 12],
      ['again: sshd-config file.managed (/etc/ssh/sshd_config)', 'pass', 12],
      ['again: sshd-service service.running (sshd)', 'pass', 12],
      ['verify: service sshd running', 'pass', 0],
    ]);
  });

  it('give a failure its message, place and diff, and skip what waited for it', () => {
    const broken = makeState({ verdict: 'failed', result: false, comment: 'no source', diff: '-a\n+b' });
    const waiting = makeState({ id: 'sshd-service', verdict: 'blocked', result: false, blockedBy: ['sshd-config'] });
    const steps = makeSteps({ converge: makePass([broken, waiting]) });

    const cases = listJunitCases(makeResult(summary, { outcome: 'fail', steps }), DEMO_CWD);

    expect(cases[0]).toMatchObject({ outcome: 'fail', message: 'no source', type: 'state' });
    expect(cases[0]?.text).toBe(
      'state  sshd-config  file.managed (/etc/ssh/sshd_config)   formulas/ops-ssh/ops-ssh/config.sls:14\n  no source\n  -a\n  +b\n  1 state waits for it and did not run: sshd-service',
    );
    expect(cases[1]).toMatchObject({ outcome: 'skip', message: 'did not run: waits for sshd-config' });
  });

  it('say of a state that changed again just that, with its diff', () => {
    const steps = makeSteps({
      again: makePass([makeState({ verdict: 'changed-again', diff: '+b', comment: 'updated' })]),
    });

    const cases = listJunitCases(makeResult(summary, { outcome: 'fail', steps }), DEMO_CWD);

    const again = cases.find((one) => one.name.startsWith('again:'));
    expect(again).toMatchObject({ outcome: 'fail', message: 'changed again', type: 'state' });
    expect(again?.text).toMatch(/\n {2}changed again\n {2}updated\n {2}\+b$/);
  });

  it('give a problem of a pass its kind and place', () => {
    const problem = {
      kind: 'render',
      message: "'x' is undefined",
      place: { file: '/srv/fleet/a.sls', line: 3 },
    } as const;
    const steps = makeSteps({ converge: makePass([], { outcome: 'fail', problems: [problem] }) });

    const [first] = listJunitCases(makeResult(summary, { outcome: 'fail', steps }), DEMO_CWD);

    expect(first).toMatchObject({
      name: 'converge: render',
      outcome: 'fail',
      message: "'x' is undefined",
      type: 'render',
    });
    expect(first?.text).toContain('a.sls:3');
  });

  it('are errors with their code where something stood in the way, never failures', () => {
    const trouble = { code: 'BOOT_FAILED', message: 'it did not boot', hint: 'Look.', details: ['last line'] };

    const cases = listJunitCases(makeResult(summary, { outcome: 'error', trouble, steps: [] }), DEMO_CWD);

    expect(cases).toMatchObject([
      { name: 'run: BOOT_FAILED', outcome: 'error', message: 'it did not boot', type: 'BOOT_FAILED' },
    ]);
    expect(cases[0]?.text).toContain('last line');
  });

  it('carry a verdict that no state and no check has', () => {
    const cases = listJunitCases(makeResult(summary, { outcome: 'fail', steps: [] }), DEMO_CWD);

    expect(cases).toMatchObject([{ name: 'instance', outcome: 'fail' }]);
  });

  it('call what --fail-fast stopped skipped, and no error', () => {
    const message = "Stopped because 'x' did not pass (--fail-fast)";
    const trouble = { code: 'INTERRUPTED', message, hint: undefined, details: [] };

    const cases = listJunitCases(makeResult(summary, { outcome: 'skip', trouble, steps: [] }), DEMO_CWD);

    expect(cases).toMatchObject([
      { name: 'instance', outcome: 'skip', message: "stopped because 'x' did not pass (--fail-fast)" },
    ]);
  });

  it('take the time that each check took, and say where each is written', () => {
    const checks = [makeCheck({ durationMs: 1000 }), makeCheck({ id: 'chronyd', durationMs: 0.25 })];

    const cases = listJunitCases(makeResult(summary, { steps: makeSteps({ checks }) }), DEMO_CWD);

    expect(cases.slice(-2).map(({ durationMs }) => durationMs)).toEqual([1000, 0.25]);
    expect(cases.map(({ place }) => [place?.file, place?.line])).toContainEqual(['suites/ops-ssh.yml', 12]);
    expect(cases.map(({ place }) => [place?.file, place?.line])).toContainEqual([
      'formulas/ops-ssh/ops-ssh/config.sls',
      14,
    ]);
  });

  it('have one line as their message however long the failure is, and all of it as their text', () => {
    const template = Array.from({ length: 60 }, (_, at) => `    line ${at} of the template`).join('\n');
    const problem = {
      kind: 'render',
      message: `Jinja variable 'x' is undefined\n${template}`,
      place: undefined,
    } as const;
    const steps = makeSteps({ converge: makePass([], { outcome: 'fail', problems: [problem] }) });

    const [first] = listJunitCases(makeResult(summary, { outcome: 'fail', steps }), DEMO_CWD);

    expect(first?.message).toBe("Jinja variable 'x' is undefined (+ 60 lines)");
    expect(first?.text).toContain('line 59 of the template');
  });

  it('have what a failed command said in their text', () => {
    const changes = { pid: 12, retcode: 2, stdout: '', stderr: 'you lost' };
    const state = makeState({ verdict: 'failed', result: false, comment: 'Command "x" run', changes });
    const steps = makeSteps({ converge: makePass([state]) });

    const [first] = listJunitCases(makeResult(summary, { outcome: 'fail', steps }), DEMO_CWD);

    expect(first?.text).toMatch(/exit status 2[^]*you lost/);
  });

  it('have a name each, also where a name looks like one that was numbered', () => {
    const checks = [makeCheck(), makeCheck(), makeCheck({ property: 'running #2' })];

    const names = listJunitCases(makeResult(summary, { steps: makeSteps({ checks }) }), DEMO_CWD).map(
      (one) => one.name,
    );

    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain('verify: service sshd running #2');
  });
});
