import { formatLongTime } from '../base/time/format-time.ts';
import type { DeclaredInstance } from '../contract/decision.ts';
import { matchDeclared } from './match-declared.ts';
import type { OptOut } from './policy.ts';

/** How many instances of one opt-out are named. */
const MOST_NAMED = 3;

/** Whether it counts: it has not ended yet. Pure. */
export function isInForce({ expires }: Pick<OptOut, 'expires'>, now: Date): boolean {
  return Date.parse(expires) > now.getTime();
}

/** What a channel does without, until when and why; and which of these have ended: one line each. Pure. */
export function tellOptOuts(
  optOuts: readonly OptOut[],
  declared: readonly DeclaredInstance[],
  now: Date,
): readonly string[] {
  if (optOuts.length === 0) return [];
  const matches = matchDeclared(declared);
  const lines = optOuts.map((one) => {
    const names = matches.required(one).toSorted();
    const what = names.length === 0 ? `${one.suites.join(', ')} on ${one.platforms.join(', ')}` : nameSome(names);
    const end = formatLongTime(one.expires);
    return isInForce(one, now)
      ? `not required until ${end}: ${what}: ${one.reason}`
      : `opt-out of ${what} ended on ${end}: ${one.reason}`;
  });
  return lines.sort();
}

function nameSome(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  return `${names.slice(0, MOST_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
