import type { NightCell } from '../../contract/fleet-view.ts';
import { standingOf, standingSign } from '../../contract/standing.ts';

/** What the signs mean, for below a table. */
export const MARKS = '✓ passed  ~ flaky  ✗ failed  ! could not be found out  – not judged  · not run';

/** One sign for what an instance came to; `·` where it was not run. Pure. */
export function markCell(cell: Pick<NightCell, 'outcome' | 'isFlaky'> | undefined): string {
  return cell === undefined ? '·' : standingSign(standingOf(cell));
}
