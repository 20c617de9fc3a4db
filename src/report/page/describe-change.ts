import type { VerdictOrigin } from '../../contract/store.ts';
import { cleanLine } from '../../base/text/clean-text.ts';

/**
 * What differs between a pass and the first verdict after it that is none: whatever made it red is among it. Undefined:
 * one of the two is of something that nobody knows. Pure.
 */
export function describeChange(before: VerdictOrigin, after: VerdictOrigin): string | undefined {
  const [old, now] = [before.parts, after.parts];
  if (old === undefined || now === undefined) return undefined;
  const changes = [
    old.snapshot === now.snapshot ? '' : `the snapshot, ${nameSnapshot(before)} → ${nameSnapshot(after)}`,
    old.formula === now.formula ? '' : 'the formula',
    old.suite === now.suite ? '' : 'the suite: its states, pillar or checks',
    old.recipe === now.recipe ? '' : 'what makes the instance: image, Salt, driver, preparation or hooks',
  ].filter((change) => change !== '');
  return changes.length === 0 ? 'nothing that saltern knows of' : changes.join('; ');
}

function nameSnapshot({ snapshot }: VerdictOrigin): string {
  return snapshot === null ? 'none' : cleanLine(snapshot);
}
