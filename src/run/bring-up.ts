import { SalternError } from '../contract/errors.ts';
import type { Phase } from '../contract/phases.ts';
import { inUse } from './instance/in-use.ts';
import { driverContext, handleOf, type Instance, type PhaseCall } from './instance/open-instance.ts';
import { destroy } from './phases/destroy.ts';
import type { PhaseRun } from './phases/run-phase.ts';
import { withinLimit } from './phases/within-limit.ts';
import type { RunOptions } from './run-options.ts';

/**
 * Brings the instance up and connects to it: a kept one that still fits, else a new one. One that is there is removed
 * only when its successor's image is ready, its reasons are told, and nobody is in it. Gives whether this call made it.
 * What goes wrong within a phase is in the result of `run`; what goes wrong outside of one is thrown: `IN_USE`,
 * `SNAPSHOT_NOT_FOUND`.
 */
export async function bringUp(
  instance: Instance,
  options: RunOptions,
  run: (phase: Phase) => Promise<PhaseRun>,
): Promise<boolean> {
  const { record, way, bound, services } = instance;
  const { signal } = options;
  const { name, timeoutsMs } = bound.plan;
  const limited = <T>(phase: Phase, work: (call: PhaseCall) => Promise<T>): Promise<T> => {
    const timeoutMs = timeoutsMs[phase];
    return withinLimit({ name, phase, timeoutMs, signal }, (within) => work({ signal: within, timeoutMs }));
  };
  // Stopped before it began: there is no phase of which to tell anything.
  signal.throwIfAborted();
  const reasons = await limited('create', (call) => findReasons(instance, options, call));
  if (record.isCreated && reasons.length === 0) {
    await limited('create', (call) => way.connect(handleOf(instance), driverContext(instance, 'create', call)));
    return false;
  }
  requireSnapshot(instance, reasons);
  if (record.isThere) {
    await refuseOccupied(instance, reasons, options);
    services.emit({ type: 'instance-remade', instance: name, reasons });
  }
  if ((await run('prepare')).trouble) return false;
  if (record.state) await limited('destroy', (call) => replace(instance, { reasons, options, call }));
  await run('create');
  return true;
}

/** Why what is there must be removed; empty where nothing is there, or where it will do. */
async function findReasons(
  instance: Instance,
  { goal, isRecreate = false }: RunOptions,
  call: PhaseCall,
): Promise<readonly string[]> {
  const { record, bound } = instance;
  if (!record.isThere) return [];
  if (goal === 'test') return ['a test begins with nothing'];
  if (record.changes.length > 0) return record.changes;
  const status = await bound.driver.status(handleOf(instance), driverContext(instance, 'create', call));
  if (status !== 'running') return [status === 'gone' ? 'it was gone' : 'it had stopped'];
  return isRecreate ? ['asked for'] : [];
}

/** Whether somebody is in it who would lose it. */
async function refuseOccupied(
  { bound, services }: Instance,
  reasons: readonly string[],
  { isRecreate = false }: RunOptions,
): Promise<void> {
  const { name } = bound.plan;
  if (isRecreate) return;
  using door = await services.sessions.shutOut(name);
  if (door === undefined) throw await inUse(wouldBeRemade(name, reasons), services.sessions);
}

/** What `IN_USE` says of an instance that would be made anew. */
export function wouldBeRemade(name: string, reasons: readonly string[]) {
  return { name, wish: `it would be made anew: ${reasons.join(', ')}`, way: '--recreate' };
}

interface Replacing {
  readonly reasons: readonly string[];
  readonly options: RunOptions;
  readonly call: PhaseCall;
}

async function replace(instance: Instance, { reasons, options, call }: Replacing): Promise<void> {
  const { record, bound, services } = instance;
  const { isThere } = record;
  // Held while it is removed: whoever comes now waits, and finds that it is gone.
  using door = isThere ? await services.sessions.shutOut(bound.plan.name) : undefined;
  if (isThere && door === undefined && options.isRecreate !== true) {
    throw await inUse(wouldBeRemade(bound.plan.name, reasons), services.sessions);
  }
  await destroy(instance, call);
  if (isThere) instance.remade = reasons;
}

/** Nothing can be made on a snapshot that is no more, and what is there is not given up for another one unasked. */
function requireSnapshot({ bound, record }: Instance, reasons: readonly string[]): void {
  const { name, snapshot } = bound.plan;
  if (snapshot?.isGone !== true) return;
  const why = record.isThere ? `must be made anew (${reasons.join(', ')})` : 'is not there';
  throw new SalternError('SNAPSHOT_NOT_FOUND', `'${name}' ${why}, but its snapshot '${snapshot.id}' is gone`, {
    hint: 'Make it on another one: `--snapshot latest`.',
  });
}
