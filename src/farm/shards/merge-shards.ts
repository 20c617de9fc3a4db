import type { RunEvent, RunStarted } from '../../contract/events.ts';
import { worstOutcome } from '../../contract/outcome.ts';
import type { InstanceResult, RunResult } from '../../contract/result.ts';
import type { ShardRun } from './shard-run.ts';

/** The run that shards are merged into. */
export interface MergedRun {
  readonly runId: string;
  /** Absolute path of its folder. */
  readonly directory: string;
  /** Names of instances in the order of the project. */
  readonly order: readonly string[];
  /** A shard's result as it is here: with its files, and places in this checkout. */
  readonly localise: (result: InstanceResult) => InstanceResult;
}

/**
 * The events of one run that has all that these had, from `run-started` to `run-finished`: as if it had been here. Its
 * shards are a whole. Pure.
 */
export function mergeShards(runs: readonly ShardRun[], merged: MergedRun): readonly RunEvent[] {
  const rank = new Map(merged.order.map((name, at) => [name, at]));
  const inOrder = <T extends { readonly name: string }>(all: readonly T[]): readonly T[] =>
    all.toSorted((a, b) => (rank.get(a.name) ?? 0) - (rank.get(b.name) ?? 0));
  const startedAt = Math.min(...runs.map(({ started }) => started.at));
  const endedAt = Math.max(...runs.map((run) => run.endedAt));
  const results = runs.flatMap((run) =>
    run.results.map((result) => ({ at: run.endedAt, result: merged.localise(result) })),
  );
  const instances = inOrder(results.map(({ result }) => result));
  const result: RunResult = {
    runId: merged.runId,
    outcome: worstOutcome(instances.map(({ outcome }) => outcome)),
    instances,
    startedAt: new Date(startedAt).toISOString(),
    durationMs: endedAt - startedAt,
    interrupted: runs.some(({ interrupted }) => interrupted),
  };
  const ends = results.map(({ at, result: one }): RunEvent => ({
    at,
    type: 'instance-finished',
    instance: one.name,
    result: one,
  }));
  const between = [...runs.flatMap(({ told }) => told), ...ends].toSorted((a, b) => a.at - b.at);
  const started: RunStarted = {
    ...mergeStarts(runs, merged),
    at: startedAt,
    instances: inOrder(runs.flatMap((run) => run.started.instances)),
  };
  return [started, ...between, { at: endedAt, type: 'run-finished', result }];
}

function mergeStarts(runs: readonly ShardRun[], { runId, directory }: MergedRun): Omit<RunStarted, 'at' | 'instances'> {
  // Where nothing ran, there was no snapshot either: that says nothing of the others.
  const snapshots = new Set(runs.filter(({ results }) => results.length > 0).map(({ started }) => started.snapshot));
  return {
    type: 'run-started',
    runId,
    verb: runs[0]?.started.verb ?? 'test',
    snapshot: snapshots.size === 1 ? [...snapshots][0] : undefined,
    drivers: [...new Set(runs.flatMap(({ started }) => started.drivers))],
    concurrency: runs.reduce((sum, { started }) => sum + started.concurrency, 0),
    directory,
  };
}
