import { describe, expect, it } from 'vitest';
import type { FinalReportOptions } from '../../../../src/report/terminal/final-report-options.ts';
import { renderFinalReport } from '../../../../src/report/terminal/render-final-report.ts';
import { plainLine } from '../../../../src/report/text/line.ts';
import type { InstanceSummary } from '../../../../src/contract/events.ts';
import type { InstanceResult, RunResult } from '../../../../src/contract/result.ts';
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
    files: ['index.html', 'junit.xml', 'log/'],
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

function failed(summary: InstanceSummary, comment: string, at: number): InstanceResult {
  const said = [`journal  sshd[${100 + at}]: no`];
  const state = makeState({ verdict: 'failed', result: false, comment, said, changes: {} });
  const steps = makeSteps({ converge: makePass([state]), again: undefined, checks: undefined });
  return makeResult(summary, { outcome: 'fail', steps });
}

function unbegun(summary: InstanceSummary): InstanceResult {
  return makeResult(summary, {
    outcome: 'error',
    steps: [],
    phases: [{ phase: 'create', outcome: 'error', durationMs: 4, retries: 0 }],
    trouble: { code: 'ENGINE_MISSING', message: "Docker did not answer on 'x'", hint: 'Start it.', details: [] },
  });
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
    expect(text.split('\n').slice(-6)).toEqual([
      'reports  .saltern/runs/01KBDEMO/index.html, junit.xml, log/',
      " ! ops-syslog-default-centos-7       create    systemd in 'ops-syslog-default-centos-7' did not come up within 120 s",
      ' ✗ ops-ssh-default-centos-stream-8   converge  sshd-config: Source file salt://ops-ssh/files/sshd_config.jinja not found (and 1 more)',
      ' ✗ ops-time-default-centos-stream-9  again     chrony-config: changed again',
      '6 passed, 2 failed, 1 could not be run · 14.2 s',
      'again  saltern test --failed --snapshot 20261122T013000',
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
    const state = makeState({ verdict: 'changed-again', changes: { mode: '0600' }, comment: '' });

    const text = render(failing({ again: makePass([state]) }));

    expect(text).toContain('changed again\n    mode: 0600\n');
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
      'reports  .saltern/runs/01KBDEMO/index.html, junit.xml, log/\ninterrupted · 1 passed, 2 did not finish · 14.2 s',
    );
  });

  it('counts what --fail-fast stopped as skipped', () => {
    const trouble = { code: 'INTERRUPTED', message: "Stopped because 'x' did not pass", hint: undefined, details: [] };

    const text = render(makeRun([makeResult(makeSummary('ops-ssh', 'centos-7'), { outcome: 'skip', trouble })]));

    expect(text.trim()).toMatch(/\n1 skipped · 14\.2 s$/);
  });

  it.each([
    ['create', '1 created'],
    ['converge', '1 converged'],
    ['verify', '1 passed'],
  ])('after %s says %s', (verb, words) => {
    const text = render(makeRun([makeResult(makeSummary('ops-ssh', 'centos-7'))]), { verb });

    expect(text.trim()).toMatch(new RegExp(`\n${words} · 14.2 s$`));
  });

  it.each([
    ['test', 'saltern test '],
    ['verify', 'saltern converge '],
    ['converge', 'saltern converge '],
  ])(
    'names after a failed converge under %s the command %s, and only after test those that failed',
    (verb, command) => {
      const state = makeState({ verdict: 'failed', result: false });

      const text = render(failing({ converge: makePass([state]), again: undefined }), { verb });

      expect(text).toContain(`again  ${command}ops-ssh-default-centos-7`);
      expect(text.includes('--failed')).toBe(verb === 'test');
    },
  );

  it('tells the same failure of several instances once, with the list of them, and each on a line at the end', () => {
    const planned = ['ops-ssh', 'ops-time'].flatMap((formula) =>
      ['centos-7', 'centos-stream-8', 'centos-stream-9'].map((platform) => makeSummary(formula, platform)),
    );
    const results = planned.map((one, at) =>
      at === 5 ? failed(one, 'another reason', 12) : failed(one, 'no such file', at),
    );

    const text = render(makeRun(results), { planned });

    expect(text).toContain(`
FAIL  5 instances: ops-ssh-default on 7, 8, 9; ops-time-default on 7, 8
  state  sshd-config  file.managed (/etc/ssh/sshd_config)   formulas/ops-ssh/ops-ssh/config.sls:14
    no such file
    journal  sshd[100]: no
  again  saltern test ops-ssh-default-centos-7 --snapshot 20261122T013000
`);
    expect(text.match(/no such file\n/g)).toHaveLength(1 + 5);
    expect(text).toContain('\nFAIL  ops-time-default-centos-stream-9\n');
    expect(text).toMatch(/ ✗ ops-time-default-centos-stream-8 +converge +sshd-config: no such file\n/);
  });

  it('tells what kept all from being begun with in one line, with what to do, and nothing of each', () => {
    const planned = ['centos-7', 'centos-stream-8'].map((platform) => makeSummary('ops-ssh', platform));

    const text = render(makeRun(planned.map((one) => unbegun(one))), { planned });

    expect(text.trim()).toBe(`ERROR  none of 2 instances could be started: Docker did not answer on 'x' (ENGINE_MISSING)
    hint: Start it.

reports  .saltern/runs/01KBDEMO/index.html, junit.xml, log/
2 could not be run · 14.2 s
again  saltern test --failed --snapshot 20261122T013000`);
  });

  it('tells what kept some from being begun with in one line, and which', () => {
    const planned = ['debian-12', 'centos-7', 'centos-stream-8'].map((platform) => makeSummary('ops-ssh', platform));
    const results = planned.map((one, at) => (at === 0 ? makeResult(one) : unbegun(one)));

    const text = render(makeRun(results), { planned });

    expect(text).toContain(
      "ERROR  2 of 3 instances could not be started: Docker did not answer on 'x' (ENGINE_MISSING)\n",
    );
    expect(text).toContain('\n    ops-ssh-default on centos-7, centos-stream-8\n');
    expect(text).toContain('\n1 passed, 2 could not be run · 14.2 s\n');
  });

  it('sends nobody to look at what never came up, although an older one is kept', () => {
    const one = makeSummary('ops-ssh', 'centos-7');

    const text = render(makeRun([{ ...unbegun(one), kept: true }]));

    expect(text).not.toContain('login');
    expect(text).toContain('  again  saltern test ops-ssh-default-centos-7');
  });

  it('names no zeros, and says where nothing at all was run', () => {
    expect(render(makeRun([]))).toMatch(/\nnothing was run · 14\.2 s$/);
    expect(render(makeRun([makeResult(makeSummary('ops-ssh', 'centos-7'))]))).toMatch(/\n1 passed · 14\.2 s$/);
  });

  it('fits each line of what failed into the width', () => {
    const summary = makeSummary('ops-ssh', 'centos-7', 'a-suite-with-a-name-that-is-very-long-for-eighty-columns');

    const text = render(makeRun([failed(summary, 'x'.repeat(300), 0)]), { columns: 80 });

    expect(text).toMatch(/\n ✗ ops-ssh-a-suite-w\S*…\S*centos-7 {2}converge {2}sshd-config: x+…\n/);
    expect(text.split('\n').find((line) => line.startsWith(' ✗'))).toHaveLength(80);
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
