import type { FarmJob } from '../../src/contract/farm.ts';
import type { InstanceResult } from '../../src/contract/result.ts';
import { examplePlan } from './example-plan.ts';

/** A job of a run, with what a test cares about. */
export function farmJob({
  name = 'demo-one-here',
  runId = 'run',
  ...more
}: Partial<FarmJob> & { readonly name?: string } = {}): FarmJob {
  return {
    version: 1,
    id: `${runId}/${name}`,
    runId,
    saltern: '1.0.0',
    project: { name: 'fleet', id: 'fleet-12345678', directory: '/fleet' },
    goal: 'test',
    plan: examplePlan({ name }),
    contents: {},
    labels: [],
    needs: { memoryBytes: 1000, cores: 1 },
    limitMs: 60_000,
    attempts: 2,
    ...more,
  };
}

/** What a worker found out of an instance that passed, with what a test cares about. */
export function farmResult(change: Partial<InstanceResult> = {}): InstanceResult {
  return {
    name: 'demo-one-here',
    formula: 'demo',
    suite: 'one',
    platform: 'here',
    outcome: 'pass',
    phases: [],
    steps: [],
    trouble: undefined,
    kept: false,
    evidence: undefined,
    durationMs: 12,
    log: undefined,
    ...change,
  };
}
