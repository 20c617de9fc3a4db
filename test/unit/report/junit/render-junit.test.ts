import { describe, expect, it } from 'vitest';
import { listJunitCases } from '../../../../src/report/junit/junit-cases.ts';
import { renderJunit } from '../../../../src/report/junit/render-junit.ts';
import {
  DEMO_CWD,
  makeCheck,
  makePass,
  makeResult,
  makeRun,
  makeState,
  makeSteps,
  makeSummary,
} from '../make-result.ts';

const summary = makeSummary('ops-ssh', 'centos-7');

describe('the JUnit report', () => {
  it('makes the states of each pass and checks cases of their instance', () => {
    const xml = renderJunit(makeRun([makeResult(summary)]), { planned: [summary], cwd: DEMO_CWD });

    expect(xml).toContain(
      '<testsuite name="ops-ssh-default-centos-7" package="ops-ssh" tests="5" failures="0" errors="0" skipped="0" time="3.100"',
    );
    expect(xml).toContain(
      '<testcase classname="ops-ssh-default-centos-7" name="converge: sshd-config file.managed (/etc/ssh/sshd_config)" time="0.012"/>',
    );
    expect(xml).toContain('name="again: sshd-service service.running (sshd)"');
    expect(xml).toContain('name="verify: service sshd running"');
    expect(xml).toContain('<property name="snapshot" value="20261122T013000"/>');
  });

  it('gives a failure its message, place and diff, and skips what waited for it', () => {
    const broken = makeState({ verdict: 'failed', result: false, comment: 'no source', diff: '-a\n+b' });
    const waiting = makeState({ id: 'sshd-service', verdict: 'blocked', result: false, blockedBy: ['sshd-config'] });

    const cases = listJunitCases(
      makeResult(summary, { outcome: 'fail', steps: makeSteps({ converge: makePass([broken, waiting]) }) }),
      DEMO_CWD,
    );

    expect(cases[0]).toMatchObject({ outcome: 'fail', message: 'no source', type: 'state' });
    expect(cases[0]?.text).toBe(
      'state  sshd-config  file.managed   formulas/ops-ssh/ops-ssh/config.sls:14\n  no source\n  -a\n  +b\n  1 state waits for it and did not run: sshd-service',
    );
    expect(cases[1]).toMatchObject({ outcome: 'skip', message: 'did not run: waits for sshd-config' });
  });

  it('writes trouble as an error with its code, never as a failure', () => {
    const trouble = { code: 'BOOT_FAILED', message: 'it did not boot', hint: 'Look.', details: ['last line'] };
    const result = makeResult(summary, {
      outcome: 'error',
      trouble,
      steps: [],
    });

    const xml = renderJunit(makeRun([result]), { planned: [summary], cwd: DEMO_CWD });

    expect(xml).toContain('<error message="it did not boot" type="BOOT_FAILED">');
    expect(xml).not.toContain('<failure');
  });

  it('keeps the verdict of an instance that no case carries, and of one that never finished', () => {
    const other = makeSummary('ops-ssh', 'centos-stream-8');
    const bare = makeResult(summary, { outcome: 'fail', steps: [] });

    const xml = renderJunit(makeRun([bare]), { planned: [summary, other], cwd: DEMO_CWD });

    expect(xml).toContain('<testsuites name="saltern" tests="2" failures="1" errors="0"');
    expect(xml).toContain('<skipped message="did not finish"/>');
  });

  it('calls what --fail-fast stopped skipped, and no error', () => {
    const message = "Stopped because 'x' did not pass (--fail-fast)";
    const trouble = { code: 'INTERRUPTED', message, hint: undefined, details: [] };

    const xml = renderJunit(
      makeRun([makeResult(summary, { outcome: 'skip', trouble, steps: makeSteps({ checks: [] }) })]),
      {
        planned: [summary],
        cwd: DEMO_CWD,
      },
    );

    expect(xml).toContain('failures="0" errors="0"');
    expect(xml).toContain('<skipped message="stopped because &apos;x&apos; did not pass (--fail-fast)">');
  });

  it('gives each case a name of its own', () => {
    const cases = listJunitCases(
      makeResult(summary, { steps: makeSteps({ checks: [makeCheck(), makeCheck()] }) }),
      DEMO_CWD,
    );

    expect(new Set(cases.map((one) => one.name)).size).toBe(cases.length);
  });

  it('shows control characters as signs, drops colours, and escapes what ends markup', () => {
    const check = makeCheck({ outcome: 'fail', message: '\u001b[31mred\u001b[0m \u0000 ]]> "<&\' \ud800 \uffff' });

    const xml = renderJunit(makeRun([makeResult(summary, { steps: makeSteps({ checks: [check] }) })]), {
      planned: [],
      cwd: DEMO_CWD,
    });

    expect(xml).toContain('message="red ␀ ]]&gt; &quot;&lt;&amp;&apos; � �"');
  });
});
