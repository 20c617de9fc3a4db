import type { NightRecord } from '../contract/night.ts';

/** What the gate let pass all the same, in words, of the attempt that it was about; undefined: nothing. */
export type WaivedOf = (attempt: { readonly name: string; readonly runId: string }) => string | undefined;

/** What the gate let pass in these nights; of several that speak of one attempt the first counts. Pure. */
export function findWaived(nights: readonly (Pick<NightRecord, 'judged'> | undefined)[]): WaivedOf {
  const found = new Map<string, string>();
  for (const night of nights) {
    for (const { kind, instance, runId, reason } of night?.judged?.requirements ?? []) {
      const key = JSON.stringify([instance, runId]);
      if (kind === 'waived' && !found.has(key)) found.set(key, reason);
    }
  }
  return ({ name, runId }) => found.get(JSON.stringify([name, runId]));
}

/** Runs with an attempt that the gate let pass in that night: their pages say so from then on. Pure. */
export function listWaivedRuns(night: Pick<NightRecord, 'judged'> | undefined): ReadonlySet<string> {
  const all = night?.judged?.requirements ?? [];
  return new Set(all.flatMap(({ kind, runId }) => (kind === 'waived' && runId !== undefined ? [runId] : [])));
}
