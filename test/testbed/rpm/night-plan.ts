import { type BrokenKind, type Variation, brokenPackage } from './variation.ts';

/** What a mirror holds on a night, as changes to night 0. */
export interface NightPlan {
  /** Packages that differ from those of night 0, and how. */
  readonly varied: ReadonlyMap<string, Variation>;
  readonly absent: ReadonlySet<string>;
}

/** Upgraded every night. */
const upgraded = ['chrony', 'logrotate', 'standin-release'];
/** The same name, version and release every night, in a file that was built anew. */
const rebuilt = 'sudo';
/** In the mirror from night 1 on. */
const added = 'tree';
/** In the mirror on night 0 only. */
const removed = 'ed';

/** Decides what the mirror of a night holds: the same night gives the same answer. */
export function planNight(night: number, broken?: BrokenKind): NightPlan {
  const varied = new Map<string, Variation>();
  if (night > 0) {
    for (const name of upgraded) varied.set(name, { bump: night });
    varied.set(rebuilt, { rebuilt: night });
  }
  if (broken !== undefined) {
    const name = brokenPackage[broken];
    varied.set(name, { ...varied.get(name), broken });
  }
  return { varied, absent: new Set([night > 0 ? removed : added]) };
}
