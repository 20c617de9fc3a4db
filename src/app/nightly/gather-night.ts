import type { RunInstance, RunStarted } from '../../contract/events.ts';
import type { NightRecord } from '../../contract/night.ts';
import { worstOutcome } from '../../contract/outcome.ts';
import type { ProjectFolders } from '../../contract/project-folders.ts';
import type { InstanceResult, RunResult } from '../../contract/result.ts';
import { readToldRun } from '../read-told-run.ts';

/** A night as if it had been one run. */
export interface GatheredNight {
  /** How its last run began, with each instance as it was begun with for the result that counts. Undefined: no run can be read. */
  readonly started: RunStarted | undefined;
  readonly result: RunResult;
}

interface Found {
  readonly runId: string;
  readonly result: InstanceResult;
  readonly planned: RunInstance | undefined;
}

/** Of each instance the result that counts; where that is not known, or cannot be read, its newest. */
export async function gatherNight(night: NightRecord, folders: ProjectFolders): Promise<GatheredNight> {
  const counting = new Map(night.instances.map(({ name, runId }) => [name, runId]));
  const found = new Map<string, Found>();
  let last: RunStarted | undefined;
  for (const runId of night.runs) {
    const told = await readToldRun(folders.run(runId)).catch(() => undefined);
    last = told?.started ?? last;
    for (const result of told?.result.instances ?? []) {
      const earlier = found.get(result.name);
      const planned = told?.started.instances.find(({ name }) => name === result.name);
      if (earlier === undefined || earlier.runId !== counting.get(result.name))
        found.set(result.name, { runId, result, planned });
    }
  }
  const all = night.instances.flatMap(({ name }) => found.get(name) ?? []);
  const instances = all.map(({ result }) => result);
  const result: RunResult = {
    runId: night.runs.at(-1) ?? night.night,
    outcome: worstOutcome(instances.map(({ outcome }) => outcome)),
    instances,
    startedAt: night.startedAt,
    durationMs: night.steps.find(({ name }) => name === 'run')?.durationMs ?? 0,
    interrupted: false,
  };
  return { started: last && { ...last, instances: all.flatMap(({ planned }) => planned ?? []) }, result };
}
