import { SalternError } from '../../../contract/errors.ts';
import { unreachable } from '../sql/history-trouble.ts';

/** What PostgreSQL, or the way to it, said, as `HISTORY_UNREACHABLE`. */
export function toPostgresTrouble(error: unknown, place: string): SalternError {
  if (error instanceof SalternError) return error;
  return unreachable(place, describe(error), error);
}

/** Where a name has several addresses, Node says of each why not, and nothing of all together. */
function describe(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(describe).join('; ');
  return error instanceof Error ? error.message : String(error);
}
