import { isAbsolute, relative, sep } from 'node:path';
import type { RunStarted } from '../../contract/events.ts';
import type { InstanceStory, RunStory } from '../../contract/history.ts';
import type { InstanceResult, RunResult } from '../../contract/result.ts';
import { describeResult } from '../explain/describe-result.ts';
import { isCutShort } from '../explain/cut-short.ts';
import { describeWhy } from '../memory/describe-why.ts';
import { digestContent } from '../memory/digest-content.ts';
import { tellChecks, tellStates } from './tell-parts.ts';

/** What a run's events and results do not say. */
export interface StoryFacts {
  /** Paths below it are shown relative. */
  readonly cwd: string;
  /** When each instance was begun, milliseconds since the epoch, by name. */
  readonly begun: ReadonlyMap<string, number>;
  /** Snapshot that each instance was planned on, by name. */
  readonly snapshots: ReadonlyMap<string, { readonly id: string; readonly digest: string }>;
  /** Instances that passed after they had failed on the same content. */
  readonly flaky: ReadonlySet<string>;
  /** Digests of the records of the evidence, by instance. */
  readonly evidence: ReadonlyMap<string, string>;
}

/** A run as history keeps it. Pure. */
export function tellStory(started: RunStarted, run: RunResult, facts: StoryFacts): RunStory {
  const { runId, startedAt, durationMs, outcome, interrupted } = run;
  const { verb, night, snapshot, shard } = started;
  return {
    version: 1,
    runId,
    verb,
    ...(night === undefined ? {} : { night }),
    startedAt,
    durationMs: Math.round(durationMs),
    outcome,
    interrupted,
    ...(snapshot === undefined ? {} : { snapshot }),
    ...(shard === undefined ? {} : { shard }),
    instances: run.instances.map((result) => tellInstance(result, { started, run, facts })),
  };
}

interface Told {
  readonly started: RunStarted;
  readonly run: RunResult;
  readonly facts: StoryFacts;
}

function tellInstance(result: InstanceResult, { started, run, facts }: Told): InstanceStory {
  const { name, formula, suite, platform, evidence } = result;
  const { cwd } = facts;
  const { night, instances } = started;
  const { attempt = 1, hasFailed = false } = instances.find((one) => one.name === name) ?? {};
  // Somebody stopped it: that says nothing of the formula, and must not look like trouble of its own.
  const isStopped = isCutShort(result);
  const why = isStopped ? [] : describeWhy(result, cwd);
  const content = digestContent(evidence);
  const snapshot = evidence?.snapshot ?? facts.snapshots.get(name);
  const record = facts.evidence.get(name);
  return {
    name,
    formula,
    suite,
    platform,
    runId: run.runId,
    ...(night === undefined ? {} : { night }),
    attempt,
    outcome: isStopped ? 'skip' : result.outcome,
    ...(facts.flaky.has(name) || (hasFailed && result.outcome === 'pass') ? { isFlaky: true } : {}),
    ...(content === undefined ? {} : { content }),
    ...(snapshot === undefined ? {} : { snapshot: { id: snapshot.id, digest: snapshot.digest } }),
    startedAt: new Date(facts.begun.get(name) ?? run.startedAt).toISOString(),
    durationMs: Math.round(result.durationMs),
    reason: isStopped ? 'interrupted' : (why[0] ?? (result.outcome === 'skip' ? describeResult(result) : '')),
    phases: result.phases.map(({ phase, outcome, durationMs }) => ({ phase, outcome, ms: Math.round(durationMs) })),
    states: tellStates(result.steps, cwd),
    checks: tellChecks(result.steps, cwd),
    ...(record === undefined ? {} : { evidence: record }),
    why,
    files: listFiles(result, started.directory),
  };
}

/** Of the run's folder, with `/` between, whatever the machine. */
function listFiles({ log, artifacts = [] }: InstanceResult, directory: string): readonly string[] {
  return [...(log === undefined ? [] : [log]), ...artifacts]
    .map((file) => relative(directory, file))
    .filter((file) => !isAbsolute(file) && !file.startsWith('..'))
    .map((file) => file.split(sep).join('/'));
}
