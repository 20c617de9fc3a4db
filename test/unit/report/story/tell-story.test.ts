import { describe, expect, it } from 'vitest';
import type { RunStarted } from '../../../../src/contract/events.ts';
import type { InstanceResult } from '../../../../src/contract/result.ts';
import { tellStory, type StoryFacts } from '../../../../src/report/story/tell-story.ts';
import { runStorySchema } from '../../../../src/store/history/run-story-schema.ts';
import { declare, result } from '../../gate/fixtures.ts';
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
} from '../make-result.ts';

const seven = makeSummary('ops-ssh', 'centos-7');

function tell(results: readonly InstanceResult[], over: Partial<StoryFacts> = {}, more: Partial<RunStarted> = {}) {
  const started: RunStarted = {
    type: 'run-started',
    at: Date.parse('2026-11-23T02:00:00Z'),
    runId: 'RUN',
    verb: 'test',
    instances: [seven],
    snapshot: undefined,
    drivers: ['fake'],
    concurrency: 1,
    directory: DEMO_DIRECTORY,
    ...more,
  };
  const facts = {
    cwd: DEMO_CWD,
    begun: new Map(),
    snapshots: new Map(),
    flaky: new Set<string>(),
    evidence: new Map(),
  };
  return tellStory(started, makeRun(results, { runId: 'RUN' }), { ...facts, ...over });
}

describe('the story of a run', () => {
  it('is one that can be read in again, whatever came of it', () => {
    const failed = makeSteps({
      checks: [makeCheck({ outcome: 'fail', message: 'running: expected true, got false' })],
    });
    const trouble = { code: 'ENGINE_MISSING', message: 'no engine', hint: undefined, details: ['x'] };
    const story = tell([
      makeResult(seven),
      makeResult(seven, { outcome: 'fail', steps: failed }),
      makeResult(seven, { outcome: 'error', steps: [], phases: [], trouble }),
      makeResult(seven, { outcome: 'skip', steps: [], phases: [] }),
    ]);

    expect(runStorySchema.parse(JSON.parse(JSON.stringify(story)))).toEqual(story);
  });

  it('says to which night and attempt it belongs, of the run and of each instance', () => {
    const story = tell([makeResult(seven)], {}, { night: '20261123T013000', instances: [{ ...seven, attempt: 2 }] });

    expect(story).toMatchObject({ night: '20261123T013000', instances: [{ night: '20261123T013000', attempt: 2 }] });
  });

  it('is a first attempt of no night where nothing is said', () => {
    const story = tell([makeResult(seven)]);

    expect(story).not.toHaveProperty('night');
    expect(story.instances[0]).not.toHaveProperty('night');
    expect(story.instances[0]?.attempt).toBe(1);
  });

  it('has of what passed its name and time, and of what did not what it said and where', () => {
    const bad = makeState({
      id: 'sshd-service',
      verdict: 'failed',
      outcome: 'fail',
      result: false,
      comment: 'Service sshd failed to start',
      diff: '@@ -1 +1 @@\n-a\n+b',
    });
    const checks = [
      makeCheck({ durationMs: 3 }),
      makeCheck({
        outcome: 'fail',
        message: 'running: expected true, got false',
        details: ['unit  sshd.service failed'],
      }),
    ];
    const steps = makeSteps({ converge: makePass([makeState(), bad]), again: undefined, checks });

    const [told] = tell([makeResult(seven, { outcome: 'fail', steps })]).instances;

    expect(told?.states).toEqual([
      { step: 'converge', id: 'sshd-config', function: 'file.managed', outcome: 'pass', ms: 12 },
      {
        step: 'converge',
        id: 'sshd-service',
        function: 'file.managed',
        outcome: 'fail',
        ms: 12,
        said: 'Service sshd failed to start\n@@ -1 +1 @@\n-a\n+b',
        place: 'formulas/ops-ssh/ops-ssh/config.sls:14',
      },
    ]);
    expect(told?.checks).toEqual([
      { verifier: 'goss', what: 'service sshd', property: 'running', outcome: 'pass', ms: 3 },
      {
        verifier: 'goss',
        what: 'service sshd',
        property: 'running',
        outcome: 'fail',
        said: ['running: expected true, got false', 'unit  sshd.service failed'],
        place: 'suites/ops-ssh.yml:12',
      },
    ]);
    expect(told?.reason).toBe(told?.why[0]);
    expect(told?.why.join('\n')).toContain('Service sshd failed to start');
  });

  it('cuts what a state says without an end', () => {
    const comment = Array.from({ length: 5000 }, (_, at) => `${at} ${'x'.repeat(5000)}`).join('\n');
    const bad = makeState({ verdict: 'failed', outcome: 'fail', result: false, comment });
    const steps = makeSteps({ converge: makePass([bad]), again: undefined, checks: [] });

    const [told] = tell([makeResult(seven, { outcome: 'fail', steps })]).instances;

    expect(told?.states[0]?.said?.split('\n').at(-1)).toBe('… 4940 more lines in the log');
    expect(JSON.stringify(told).length).toBeLessThan(60_000);
  });

  it('counts what somebody stopped as not judged, for it says nothing of the formula', () => {
    const trouble = { code: 'INTERRUPTED', message: 'Interrupted', hint: undefined, details: [] };

    const [told] = tell([makeResult(seven, { outcome: 'error', steps: [], trouble })]).instances;

    expect(told).toMatchObject({ outcome: 'skip', reason: 'interrupted', why: [] });
  });

  it('names the content, the snapshot and the digest of the evidence where there is some', () => {
    const evidence = result(declare('ops-ssh', 'default', 'centos-7'), { runId: 'RUN' });
    const story = tell([makeResult(seven, { evidence })], { evidence: new Map([[seven.name, 'sha256:e']]) });

    expect(story.instances[0]).toMatchObject({
      content: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      snapshot: evidence.snapshot,
      evidence: 'sha256:e',
    });
  });

  it('names the snapshot that was planned where it came to no evidence', () => {
    const trouble = { code: 'ENGINE_MISSING', message: 'no engine', hint: undefined, details: [] };
    const planned = { id: '20261123T013000', digest: 'sha256:n' };

    const story = tell([makeResult(seven, { outcome: 'error', evidence: undefined, trouble })], {
      snapshots: new Map([[seven.name, planned]]),
    });

    expect(story.instances[0]?.snapshot).toEqual(planned);
  });

  it('says when each instance was begun, and which passed after it had failed', () => {
    const at = Date.parse('2026-11-23T02:00:07Z');

    const story = tell([makeResult(seven)], { begun: new Map([[seven.name, at]]), flaky: new Set([seven.name]) });

    expect(story.instances[0]).toMatchObject({ startedAt: '2026-11-23T02:00:07.000Z', isFlaky: true });
  });

  it('names files within the folder of the run, and none outside of it', () => {
    const artifacts = [`${DEMO_DIRECTORY}/log/console.txt`, '/etc/passwd'];
    const log = `${DEMO_DIRECTORY}/log/ops-ssh-default-centos-7.log`;

    const [told] = tell([makeResult(seven, { log, artifacts })]).instances;

    expect(told?.files).toEqual(['log/ops-ssh-default-centos-7.log', 'log/console.txt']);
  });
});
