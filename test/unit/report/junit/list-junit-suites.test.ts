import { describe, expect, it } from 'vitest';
import { listJunitSuites } from '../../../../src/report/junit/list-junit-suites.ts';
import { DEMO_CWD, makeResult, makeRun, makeSummary } from '../make-result.ts';

const summary = makeSummary('ops-ssh', 'centos-7');

describe('suites of a run', () => {
  it('are its instances, with what they ran on as properties', () => {
    const [suite] = listJunitSuites(makeRun([makeResult(summary)]), { planned: [summary], cwd: DEMO_CWD });

    expect(suite).toMatchObject({
      name: 'ops-ssh-default-centos-7',
      formula: 'ops-ssh',
      durationMs: 3100,
      startedAt: '2026-11-22T02:14:00.000Z',
      properties: {
        formula: 'ops-ssh',
        suite: 'default',
        platform: 'centos-7',
        snapshot: '20261122T013000',
        salt: '3007.15',
        'formula-digest': 'sha256:f0',
        'suite-digest': 'sha256:50',
        recipe: 'sha256:2e',
        retries: undefined,
        log: '.saltern/runs/01KBDEMO/log/ops-ssh-default-centos-7.log',
      },
    });
  });

  it('have a class of which only the formula is the package, whatever dots a platform has', () => {
    const results = [makeResult(summary), makeResult(makeSummary('salt.master', 'ubuntu-24.04', 'no-root'))];

    const suites = listJunitSuites(makeRun(results), { planned: [], cwd: DEMO_CWD });

    expect(suites.map(({ className }) => className)).toEqual([
      'ops-ssh.default-centos-7',
      'salt.master.no-root-ubuntu-24_04',
    ]);
  });

  it('hold the tries after the first', () => {
    const result = makeResult(summary);
    const phases = result.phases.map((one) => ({ ...one, retries: 1 }));

    const [suite] = listJunitSuites(makeRun([{ ...result, phases }]), { planned: [], cwd: DEMO_CWD });

    expect(suite?.properties['retries']).toBe('5');
  });

  it('are also instances that never finished, as one skipped case', () => {
    const other = makeSummary('ops-ssh', 'centos-stream-8');

    const suites = listJunitSuites(makeRun([makeResult(summary)]), { planned: [summary, other], cwd: DEMO_CWD });

    expect(suites.map((one) => one.name)).toEqual([summary.name, other.name]);
    expect(suites[1]?.cases).toMatchObject([{ name: 'instance', outcome: 'skip', message: 'did not finish' }]);
  });
});
