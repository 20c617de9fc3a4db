import type { RunKeep } from '../contract/run-keep.ts';

export interface OldRunRules {
  readonly keep: RunKeep;
  /** Ids of runs that stay whatever their age. */
  readonly needed: ReadonlySet<string>;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Ids of runs that need not stay, the oldest first. What is not named as a run is none. Pure. */
export function chooseOldRuns(names: readonly string[], { keep, needed, now }: OldRunRules): readonly string[] {
  const runs = names.filter((name) => startOf(name) !== undefined).toSorted();
  const old =
    'most' in keep
      ? runs.slice(0, Math.max(0, runs.length - keep.most))
      : runs.filter((name) => now - (startOf(name) ?? now) > keep.forMs);
  return old.filter((name) => !needed.has(name));
}

/** When a run began, as its id says, in milliseconds since the epoch; undefined for a name that is no run's. */
function startOf(name: string): number | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)-[0-9a-f]{4,}$/.exec(name);
  if (parts === null) return undefined;
  const [, year, month, day, hour, minute, second] = parts;
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(time) ? undefined : time;
}
