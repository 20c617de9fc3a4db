import type { Ed25519Key } from '../../base/sign/keys.ts';
import type { NewRunEvent } from '../../contract/events.ts';
import type { InstanceResult, RunResult } from '../../contract/result.ts';
import { signEvidence } from '../../signing/sign-evidence.ts';

type Emit = (event: NewRunEvent) => void;

/** Passes events on with the evidence in them signed. Without a key: as they are. */
export function signEvents(key: Ed25519Key | undefined, emit: Emit): Emit {
  if (key === undefined) return emit;
  return (event) => {
    if (event.type === 'instance-finished') emit({ ...event, result: signInstance(event.result, key) });
    else if (event.type === 'run-finished') emit({ ...event, result: signRun(event.result, key) });
    else emit(event);
  };
}

/** A run's result with its evidence signed: the same signatures as in its events. Without a key: as it is. */
export function signRun(result: RunResult, key: Ed25519Key | undefined): RunResult {
  if (key === undefined) return result;
  return { ...result, instances: result.instances.map((one) => signInstance(one, key)) };
}

/** An instance's result with its evidence signed. Without a key: as it is. */
export function signInstance(result: InstanceResult, key: Ed25519Key | undefined): InstanceResult {
  const { evidence } = result;
  return key === undefined || evidence === undefined ? result : { ...result, evidence: signEvidence(evidence, key) };
}
