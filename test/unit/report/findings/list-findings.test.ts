import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../../src/contract/finding.ts';
import type { CheckResult, ConvergeProblem, InstanceResult, StateResult } from '../../../../src/contract/result.ts';
import { listFindings, type FindingFacts } from '../../../../src/report/findings/list-findings.ts';
import { makeDemoRun, type RunStarted } from '../demo-run.ts';
import { makeCheck, makePass, makeResult, makeRun, makeState, makeSteps, makeSummary } from '../make-result.ts';

const ON_7 = makeSummary('ops-time', 'centos-7');
const ON_8 = makeSummary('ops-time', 'centos-stream-8');
const ON_9 = makeSummary('ops-time', 'centos-stream-9');
const SUMMARIES = [ON_7, ON_8, ON_9];

function find(results: readonly InstanceResult[], facts: Partial<FindingFacts> = {}, more: Partial<RunStarted> = {}) {
  const started = { ...makeDemoRun()[0], instances: SUMMARIES, ...more };
  return listFindings(started, makeRun(results), { cwd: '/srv/fleet', ...facts });
}

function failing(
  summary = ON_7,
  over: {
    readonly states?: readonly StateResult[];
    readonly problems?: readonly ConvergeProblem[];
    readonly again?: readonly StateResult[];
    readonly checks?: readonly CheckResult[];
  } = {},
): InstanceResult {
  const { states = [], problems = [], again, checks } = over;
  return makeResult(summary, {
    outcome: 'fail',
    steps: makeSteps({
      converge: makePass(states, { outcome: 'fail', problems }),
      again: again && makePass(again),
      checks,
    }),
  });
}

const failed = (over: Partial<StateResult> = {}): StateResult =>
  makeState({ verdict: 'failed', result: false, comment: 'no such file', ...over });
const broken = (over: Partial<CheckResult> = {}): CheckResult =>
  makeCheck({ outcome: 'fail', actual: false, message: 'running: expected true, got false', ...over });
function first([found]: readonly Finding[]): Finding {
  if (found === undefined) throw new Error('nothing was found');
  return found;
}

describe('findings of a run', () => {
  it('are all that failed, each at its place, those that failed first before those that may follow from them', () => {
    const [started, ...events] = makeDemoRun();
    const end = events.at(-1);
    if (end?.type !== 'run-finished') throw new Error('it does not end');

    const found = listFindings(started, end.result, { cwd: '/srv/fleet' });

    expect(found.map(({ severity, rule, title, place }) => [severity, rule, title, place?.file, place?.line])).toEqual([
      ['error', 'state/file.managed', 'ops-ssh: sshd-config fails', expect.stringMatching(/config\.sls$/), 14],
      ['error', 'state/file.managed', 'ops-time: chrony-config changes again', expect.stringMatching(/init\.sls$/), 8],
      ['error', 'trouble/BOOT_FAILED', 'ops-syslog: could not be found out, in create', undefined, undefined],
      ['error', 'check/service', 'ops-ssh: sshd does not run', 'suites/ops-ssh.yml', 12],
      ['warning', 'retry', 'ops-time: passed after a retry', undefined, undefined],
    ]);
  });

  it('say what waits for a state, not that as findings of its own', () => {
    const waiting = makeState({ id: 'sshd-service', verdict: 'blocked', result: false, blockedBy: ['sshd-config'] });

    const found = find([failing(undefined, { states: [failed(), waiting] })]);

    expect(found).toHaveLength(1);
    expect(first(found).message).toBe(
      'sshd-config fails: no such file\n1 state waits for it and did not run: sshd-service\non ops-time-default-centos-7',
    );
  });

  it('say of a service why it does not run, as systemd knows it, instead of where to look', () => {
    const state = failed({
      id: 'chrony-service',
      function: 'service.running',
      name: 'chronyd',
      comment: 'Job for chronyd.service failed because the control process exited with error code.',
      said: [
        'chronyd.service failed, exit status 1, 02:14:07; unit file enabled',
        'journal  systemd[1]: Starting chronyd.service',
        'journal  chronyd[812]: Fatal error : Could not parse makestep directive at line 3',
        'journal  systemd[1]: chronyd.service: Failed with result exit-code.',
      ],
    });

    const found = first(find([failing(undefined, { states: [state] })]));

    expect(found.title).toBe('ops-time: chronyd does not start after this state');
    expect(found.message.split('\n')[0]).toBe(
      'chronyd does not start after this state: exit status 1, `Fatal error : Could not parse makestep directive at line 3`',
    );
  });

  it('have a diff where a state gives one, cut where it is long', () => {
    const diff = `--- \n+++ \n@@ -1,3 +1,3 @@\n${'-old\n+new\n'.repeat(60)}`;
    const state = makeState({ verdict: 'changed-again', diff, changes: { diff } });

    const found = first(find([failing(undefined, { again: [state] })]));

    const lines = found.message.split('\n');
    expect(lines.slice(0, 4)).toEqual([
      'sshd-config changes again when it is applied a second time',
      '@@ -1,3 +1,3 @@',
      '-old',
      '+new',
    ]);
    expect(lines.at(-2)).toBe('… 91 more lines in the log');
  });

  it('are one where several instances have the same, whatever their names and times', () => {
    const checks = SUMMARIES.map(({ name }) => broken({ message: `running: lost by ${name} at 2026-11-22T02:14:05Z` }));

    const found = find(SUMMARIES.map((one, at) => failing(one, { checks: checks.slice(at, at + 1) })));

    expect(found).toHaveLength(1);
    expect(first(found).instances).toEqual(SUMMARIES.map(({ name }) => name));
    expect(first(found).message).toMatch(/\non 3 instances: ops-time-default on 7, 8, 9$/);
  });

  it('are two where the same thing fails for another reason, and have different fingerprints', () => {
    const reasons = ['permission denied', 'no space left'];

    const found = find(
      SUMMARIES.slice(0, 2).map((one, at) => failing(one, { states: [failed({ comment: reasons[at] ?? '' })] })),
    );

    expect(found.map(({ message }) => message.split('\n')[0])).toEqual([
      'sshd-config fails: permission denied',
      'sshd-config fails: no space left',
    ]);
    expect(new Set(found.map(({ fingerprint }) => fingerprint)).size).toBe(2);
  });

  it('are known again in another run, though they say something else and have moved', () => {
    const earlier = find([failing(undefined, { states: [failed()] })]);
    const later = find([
      failing(ON_8, { states: [failed({ comment: 'gone', place: { file: '/srv/fleet/x.sls', line: 99 } })] }),
    ]);

    expect(first(later).fingerprint).toBe(first(earlier).fingerprint);
    expect(first(earlier).fingerprint).toMatch(/^[0-9a-f]{64}$/);
  });

  it('begin with what cannot be rendered, then what hits most instances', () => {
    const problem: ConvergeProblem = {
      kind: 'render',
      message: "Rendering SLS 'base:ops-time' failed: Jinja variable 'x' is undefined",
      place: { file: '/srv/fleet/formulas/ops-time/init.sls', line: 3 },
    };
    const rendering = failing(makeSummary('ops-mail', 'centos-7'), { problems: [problem] });
    const alone = failing(makeSummary('ops-ssh', 'centos-7'), { checks: [broken()] });
    const many = SUMMARIES.map((one) => failing(one, { checks: [broken({ id: 'chronyd' })] }));

    const found = find([alone, ...many, rendering]);

    expect(found.map(({ rule, title }) => `${rule} ${title}`)).toEqual([
      'render ops-mail: the states cannot be rendered',
      'check/service ops-time: chronyd does not run',
      'check/service ops-ssh: sshd does not run',
    ]);
    expect(first(found).place).toEqual(problem.place);
  });

  it('name the file in words where it is not in the repository', () => {
    const found = first(find([failing(undefined, { states: [failed()] })], { locate: () => undefined }));

    expect(found.place).toBeUndefined();
    expect(found.message).toContain('\nin formulas/ops-ssh/ops-ssh/config.sls:14\n');
  });

  it('warn of a pass that is flaky, and of a state that the suite excuses, with its reason', () => {
    const excused = makeState({ verdict: 'excused', outcome: 'skip', excuse: 'the banner holds the date' });
    const passed = makeResult(ON_7, { steps: makeSteps({ again: makePass([excused]) }) });
    const instances = SUMMARIES.map((one) => ({ ...one, hasFailed: true, attempt: 3 }));

    const found = find([passed], {}, { instances });

    expect(found.map(({ severity, rule, message }) => [severity, rule, message.split('\n')[0]])).toEqual([
      ['warning', 'flaky', 'It passed at attempt 3, after it had failed on the same content'],
      [
        'warning',
        'excused/file.managed',
        'sshd-config changes again, which the suite excuses: the banner holds the date',
      ],
    ]);
  });

  it.each<[string, Partial<CheckResult>, string]>([
    ['a service that should run', {}, 'sshd does not run'],
    ['a service that should not', { expected: false, actual: true }, 'sshd runs'],
    ['a package', { type: 'package', id: 'chrony', property: 'installed' }, 'chrony is not installed'],
    ['a file', { type: 'file', id: '/etc/$&', property: 'exists' }, '/etc/$& does not exist'],
    ['a port', { type: 'port', id: 'tcp:22', property: 'listening' }, 'nothing listens on tcp:22'],
    [
      'what is no question of yes or no',
      { type: 'file', id: '/x', property: 'mode', actual: '0644' },
      'file /x is not as expected',
    ],
    ['what could not be found out', { outcome: 'error', actual: null }, 'service sshd could not be found out'],
  ])('say of %s what a person would', (_, over, words) => {
    const found = first(find([failing(undefined, { checks: [broken(over)] })]));

    expect(found.title).toBe(`ops-time: ${words}`);
  });

  it('are none of what passed, was skipped or was interrupted', () => {
    const trouble = { code: 'INTERRUPTED', message: 'Interrupted by SIGINT', hint: undefined, details: [] };

    const found = find([
      makeResult(ON_7),
      makeResult(ON_8, { outcome: 'skip', trouble }),
      makeResult(ON_9, { outcome: 'error', trouble }),
    ]);

    expect(found).toEqual([]);
  });
});
