import { isMet } from '../../contract/decision.ts';
import type { NightOutcome, NightRecord } from '../../contract/night.ts';

/**
 * What a night came to once its channel was moved, or not. Where the gate says no and nothing is known to be wrong, some
 * of it only could not be found out. Pure.
 */
export function judgeNight(
  { judged, snapshot, channel }: Pick<NightRecord, 'judged' | 'snapshot' | 'channel'>,
  { isPromoting }: { readonly isPromoting: boolean },
): Exclude<NightOutcome, 'interrupted'> {
  if (judged === undefined || snapshot === undefined) return 'error';
  switch (judged.decision) {
    case 'promote':
      if (!isPromoting) return 'judged';
      return channel.after === snapshot.id ? 'promoted' : 'refused';
    case 'wait':
      return 'waiting';
    case 'reject': {
      const kinds = new Set(judged.requirements.map(({ kind }) => kind).filter((kind) => !isMet(kind)));
      return kinds.has('error') && !kinds.has('fail') && judged.blocks.length === 0 ? 'error' : 'refused';
    }
    default:
      return judged.decision satisfies never;
  }
}
