import type { NightOutcome, NightRecord } from '../../contract/night.ts';
import type { GateInput } from '../../gate/gate-input.ts';

/** Whether a night came to an answer: what could not be found out is still to be. Pure. */
export function isAnswered(outcome: NightOutcome | undefined): boolean {
  switch (outcome) {
    case 'promoted':
    case 'refused':
    case 'judged':
      return true;
    // What it waits for may have come meanwhile.
    case 'waiting':
    case 'error':
    case 'interrupted':
    case undefined:
      return false;
    default:
      return outcome satisfies never;
  }
}

/**
 * Whether another night would ask what this one answered: the same packages, project, policy and channel. One whose
 * channel could have moved and did not is done again. Pure.
 */
export function isUnchanged(
  { end, snapshot, judged, channel }: NightRecord,
  now: Pick<GateInput, 'snapshot' | 'project' | 'policy' | 'channel'> & { readonly isPromoting: boolean },
): boolean {
  const isMoved = judged?.decision !== 'promote' || !now.isPromoting || end?.outcome === 'promoted';
  return (
    isAnswered(end?.outcome) &&
    isMoved &&
    snapshot?.digest === now.snapshot.digest &&
    channel.name === now.channel &&
    judged?.project.digest === now.project.digest &&
    judged.policy.digest === now.policy.digest
  );
}
