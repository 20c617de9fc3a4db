import { describe, expect, it } from 'vitest';
import { renderFinalReport, type FinalReportOptions } from '../../../../src/report/terminal/render-final-report.ts';
import { plainLine } from '../../../../src/report/text/line.ts';
import type { RunResult } from '../../../../src/contract/result.ts';
import { makeDemoRun } from '../demo-run.ts';
import {
  DEMO_CWD,
  DEMO_DIRECTORY,
  makeCheck,
  makePass,
  makeResult,
  makeRun,
  makeState,
  makeSteps,
  makeSummary,
  type Done,
} from '../make-result.ts';

function render(run: RunResult, over: Partial<FinalReportOptions> = {}): string {
  const options = {
    verb: 'test',
    snapshot: '20261122T013000',
    planned: run.instances,
    retries: [],
    directory: DEMO_DIRECTORY,
    files: ['junit.xml', 'badges/', 'log/'],
    cwd: DEMO_CWD,
    ...over,
  };
  return renderFinalReport(run, options)
    .map((line) => plainLine(line))
    .join('\n');
}

function failing(done: Done): RunResult {
  const steps = makeSteps(done);
  return makeRun([makeResult(makeSummary('ops-ssh', 'centos-7'), { outcome: 'fail', steps })]);
}

function demoResult(): RunResult {
  const last = makeDemoRun().at(-1);
  if (last?.type !== 'run-finished') throw new Error('the demo run has no end');
  return last.result;
}

describe('the final report', () => {
  it('shows what failed last and whole, with what one would look up next', () => {
    const text = render(demoResult());

    expect(text).toContain(`
FAIL  ops-ssh-default-centos-stream-8
  state  sshd-config  file.managed (/etc/ssh/sshd_config)   formulas/ops-ssh/ops-ssh/config.sls:14
    Source file salt://ops-ssh/files/sshd_config.jinja not found
    2 states wait for it and did not run: sshd-service, sshd-reload
  check  service sshd   running: expected true, got false   suites/ops-ssh.yml:12
    sshd.service failed, exit status 255, 02:14:07
    journal  sshd[812]: /etc/ssh/sshd_config line 12: Bad configuration option: PermitRoot
  again  saltern test ops-ssh-default-centos-stream-8 --snapshot 20261122T013000
  look   saltern login ops-ssh-default-centos-stream-8   (kept because it failed; salt-call works there)
  log    .saltern/runs/01KBDEMO/log/ops-ssh-default-centos-stream-8.log
`);
    expect(text.split('\n').slice(-2)).toEqual([
      '6 passed, 2 failed, 1 could not be run · 14.2 s',
      'reports  .saltern/runs/01KBDEMO : junit.xml, badges/, log/',
    ]);
  });

  it('shows the diff under the state that changed again', () => {
    const state = makeState({ verdict: 'changed-again', diff: '@@ -1 +1 @@\n-one\n+two\n', comment: 'File updated' });

    const text = render(failing({ again: makePass([state]) }));

    expect(text).toContain(
      '  state  sshd-config  file.managed (/etc/ssh/sshd_config)   formulas/ops-ssh/ops-ssh/config.sls:14\n    changed again\n    File updated\n    @@ -1 +1 @@\n    -one\n    +two\n',
    );
  });

  it('shows what changed again where the state gives no diff', () => {
    const state = makeState({ verdict: 'changed-again', changes: { pid: 12 }, comment: '' });

    const text = render(failing({ again: makePass([state]) }));

    expect(text).toContain('changed again\n    {\n      "pid": 12\n    }\n');
  });

  it('says what stood in the way, and what to do, when an instance could not be run', () => {
    const text = render(demoResult());

    expect(text).toContain(`
ERROR  ops-syslog-default-centos-7
  error  BOOT_FAILED  in create
    systemd in 'ops-syslog-default-centos-7' did not come up within 120 s
    hint: Run \`saltern doctor\` to see whether this engine can run systemd.
    Failed to mount cgroup at /sys/fs/cgroup/systemd: Operation not permitted
  retry  create, 2 retries
`);
  });

  it('names a retry with its reason even when the instance passed in the end', () => {
    const run = makeRun([makeResult(makeSummary('ops-ssh', 'centos-7'))]);

    const text = render(run, {
      retries: [
        { instance: 'ops-ssh-default-centos-7', phase: 'create', attempt: 1, attempts: 3, reason: 'engine hiccup' },
      ],
    });

    expect(text).toContain('RETRIED  ops-ssh-default-centos-7\n  retry  create, try 1 of 3 failed  engine hiccup\n');
  });

  it('says that a run was interrupted, and counts what did not finish apart from verdicts and trouble', () => {
    const planned = ['centos-7', 'centos-stream-8', 'centos-stream-9'].map((platform) =>
      makeSummary('ops-ssh', platform),
    );
    const trouble = { code: 'INTERRUPTED', message: 'interrupted', hint: undefined, details: [] };
    const results = planned
      .slice(0, 2)
      .map((one, at) => makeResult(one, at === 0 ? {} : { outcome: 'error', trouble }));

    const text = render(makeRun(results, { interrupted: true }), { planned });

    expect(text.trim()).toBe(
      'interrupted · 1 passed, 0 failed, 0 could not be run, 2 did not finish · 14.2 s\nreports  .saltern/runs/01KBDEMO : junit.xml, badges/, log/',
    );
  });

  it('counts what --fail-fast stopped as skipped', () => {
    const trouble = { code: 'INTERRUPTED', message: "Stopped because 'x' did not pass", hint: undefined, details: [] };

    const text = render(makeRun([makeResult(makeSummary('ops-ssh', 'centos-7'), { outcome: 'skip', trouble })]));

    expect(text.trim()).toMatch(/^0 passed, 0 failed, 0 could not be run, 1 skipped · 14\.2 s\n/);
  });

  it.each([
    ['create', '1 created'],
    ['converge', '1 converged'],
    ['verify', '1 passed'],
  ])('after %s says %s', (verb, words) => {
    const text = render(makeRun([makeResult(makeSummary('ops-ssh', 'centos-7'))]), { verb });

    expect(text.trim()).toMatch(new RegExp(`^${words}, 0 failed`));
  });

  it('shows a render error with its kind and place', () => {
    const problem = {
      kind: 'render' as const,
      message: "Jinja variable 'x' is undefined\nline 3",
      place: { file: '/srv/fleet/a.sls', line: 3 },
    };

    const text = render(failing({ converge: makePass([], { outcome: 'fail', problems: [problem] }) }));

    expect(text).toContain("  salt   render   a.sls:3\n    Jinja variable 'x' is undefined\n    line 3\n");
  });

  it('shows a state itself when what it waited for is not among the failed ones', () => {
    const state = makeState({
      id: 'lonely',
      verdict: 'blocked',
      result: false,
      blockedBy: ['not-there'],
      comment: 'requisite missing',
    });

    const text = render(failing({ converge: makePass([state]) }));

    expect(text).toContain('  state  lonely  file.managed');
    expect(text).toContain('    requisite missing');
  });

  it('lets nothing from a guest move the cursor or change colours', () => {
    const state = makeState({
      verdict: 'failed',
      result: false,
      comment: '\u001b[2J\u001b[31mred\u0007\r\nnext \u009b1A',
    });

    const text = render(
      failing({
        converge: makePass([state]),
        checks: [makeCheck({ outcome: 'fail', message: '\u001b]0;title\u0007x' })],
      }),
    );

    // oxlint-disable-next-line no-control-regex -- that there are none is the point
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    expect(text).toContain('red');
  });
});
