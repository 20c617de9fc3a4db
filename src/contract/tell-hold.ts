import { listSome } from '../base/text/list-some.ts';
import { formatLongTime } from '../base/time/format-time.ts';
import type { HeldBack } from './decision.ts';

const MOST_NAMES = 3;

/** What it keeps out of the snapshot: `keeps out chrony-4.5-2.el9.x86_64`. Pure. */
export function tellKeptOut({ packages }: Pick<HeldBack, 'packages'>): string {
  if (packages.length === 0) return 'nothing newer is in this snapshot';
  return `keeps out ${listSome(packages, MOST_NAMES)}`;
}

/** `chrony is held at 4.5-1 until 4 Dec 2026, 10:00 UTC by jane@ops1: loses time (hold 'chrony'); …`. Pure. */
export function tellHold(hold: HeldBack): string {
  const { name, package: held, most, by, until, reason } = hold;
  const at = most === undefined ? 'is held back' : `is held at ${most}`;
  return `${held} ${at} until ${formatLongTime(until)} by ${by}: ${reason} (hold '${name}'); ${tellKeptOut(hold)}`;
}
