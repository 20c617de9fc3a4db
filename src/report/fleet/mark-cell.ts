import type { NightCell } from '../../contract/fleet-view.ts';
import { outcomeSign } from '../../contract/outcome.ts';

/** What the signs mean, for below a table. */
export const MARKS = '✓ passed  ~ flaky  ✗ failed  ! could not be found out  – not judged  · not run';

/** One sign for what an instance came to: flaky is a pass of its own kind. Pure. */
export function markCell(cell: Pick<NightCell, 'outcome' | 'isFlaky'> | undefined): string {
  if (cell === undefined) return '·';
  return cell.outcome === 'pass' && cell.isFlaky ? '~' : outcomeSign(cell.outcome);
}
