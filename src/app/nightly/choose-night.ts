import { formatAge } from '../../base/time/format-age.ts';
import type { NightRecord } from '../../contract/night.ts';
import { isDerivedId, isTakenBefore } from '../../contract/snapshot-id.ts';

/** A new night, or one that somebody or something stopped. */
export type NightStart =
  | {
      readonly kind: 'new';
      /** A night that was stopped, and is not gone on with. Default: there is none. */
      readonly given?: { readonly night: NightRecord; readonly why: string };
    }
  | { readonly kind: 'on'; readonly night: NightRecord };

export interface ChooseNightFacts {
  /** The newest record. Default: there is none. */
  readonly newest: NightRecord | undefined;
  /** Whether it was asked for that all begins anew. */
  readonly isFresh: boolean;
  readonly channel: string;
  /** Id of the snapshot that was asked for. Default: none in particular. */
  readonly snapshot: string | undefined;
  /** Ids of all snapshots, newest first. */
  readonly snapshots: readonly string[];
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Milliseconds; an older night is given up. */
  readonly maxAgeMs: number;
}

/** Whether the newest night was stopped on its way. Pure. */
export function isUnfinished({ end }: Pick<NightRecord, 'end'>): boolean {
  return end === undefined || end.outcome === 'interrupted';
}

/** Goes on with the newest night where it was stopped and what it is about is still what one wants to know. Pure. */
export function chooseNight(facts: ChooseNightFacts): NightStart {
  const { newest } = facts;
  if (newest === undefined || !isUnfinished(newest)) return { kind: 'new' };
  const why = whyGiven(newest, facts);
  return why === undefined ? { kind: 'on', night: newest } : { kind: 'new', given: { night: newest, why } };
}

/** Why it is not gone on with; undefined: it is. */
function whyGiven(night: NightRecord, facts: ChooseNightFacts): string | undefined {
  const { isFresh, channel, snapshots, now, maxAgeMs } = facts;
  const id = night.snapshot?.id;
  if (isFresh) return 'all begins anew, as it was asked for';
  if (night.channel.name !== channel) return `it was for '${night.channel.name}'`;
  const age = now - Date.parse(night.startedAt);
  if (age > maxAgeMs) return `it was begun ${formatAge(age)} ago`;
  if (id === undefined) return facts.snapshot === undefined ? undefined : 'it had no snapshot yet';
  if (!snapshots.includes(id)) return `its snapshot '${id}' is not there any more`;
  if (facts.snapshot !== undefined)
    return facts.snapshot === id ? undefined : `it was of '${id}', and '${facts.snapshot}' was asked for`;
  const newer = snapshots.find((other) => !isDerivedId(other) && isTakenBefore(id, other));
  return newer === undefined ? undefined : `'${newer}' was taken since`;
}
