import type { HeldBack } from '../contract/decision.ts';
import type { GateInput } from './gate-input.ts';

/** Holds in force, by name, each with what of the snapshot it does not let through. Pure. */
export function listHeldBack({
  holds = [],
  held = [],
  now,
}: Pick<GateInput, 'holds' | 'held' | 'now'>): readonly HeldBack[] {
  return holds
    .filter(({ expires }) => !(Date.parse(expires) <= now.getTime()))
    .map(({ name, package: pattern, most, author, expires, reason }) => ({
      name,
      package: pattern,
      ...(most === undefined ? {} : { most }),
      by: author,
      until: expires,
      reason,
      packages: [...new Set(held.filter(({ hold }) => hold === name).map((one) => one.package))].sort(),
    }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
