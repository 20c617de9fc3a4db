import { describeRefusal } from '../../../base/postgres/describe-refusal.ts';
import { SalternError } from '../../../contract/errors.ts';
import { unreachable } from '../sql/history-trouble.ts';

/** What PostgreSQL, or the way to it, said, as `HISTORY_UNREACHABLE`. */
export function toPostgresTrouble(error: unknown, place: string): SalternError {
  if (error instanceof SalternError) return error;
  return unreachable(place, describeRefusal(error), error);
}
