import { describeRefusal } from '../../base/postgres/describe-refusal.ts';
import { SalternError } from '../../contract/errors.ts';

/** `FARM_UNREACHABLE`: where, and why. `place` is without a password. */
export function farmTrouble(place: string, why: string, { hint, cause }: { hint?: string; cause?: unknown } = {}) {
  return new SalternError('FARM_UNREACHABLE', `The jobs in '${place}' cannot be reached: ${why}`, {
    hint: hint ?? 'Look whether that database runs, and whether its URL is right.',
    cause,
    isTransient: true,
  });
}

/** What the database, or the way to it, said, as `FARM_UNREACHABLE`; any other error comes back as it is. */
export function toFarmTrouble(error: unknown, place: string): unknown {
  if (!isPassing(error) && !(error instanceof Error && SQL_STATE.test(codeOf(error) ?? ''))) return error;
  const more = isForbidden(error)
    ? {
        hint: 'Grant the role that it logs in with: GRANT saltern_worker TO …; starting runs needs the owner of the tables.',
      }
    : {};
  return farmTrouble(place, describeRefusal(error), { ...more, cause: error });
}

const SQL_STATE = /^(?!E[A-Z]{4}$)[0-9A-Z]{5}$/;

/** SQLSTATE of what passes by itself: the server starts, ends or is full, or two transactions stood in each other's way. */
const PASSING = /^(08[0-9A-Z]{3}|57P0[0-9]|53300|40001|40P01|55P03)$/;

/** What Node says of a way that is cut, and what pg says of a connection that ended, which has no code. */
const CUT = /^E(?!RR_)[A-Z]/;
const ENDED = /terminat|timeout|connection|queryable/i;

/** Whether the same will do once the database is there again. */
export function isPassing(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.every(isPassing);
  if (!(error instanceof Error) || error instanceof SalternError) return false;
  const code = codeOf(error);
  return code === undefined ? ENDED.test(error.message) : PASSING.test(code) || CUT.test(code);
}

function isForbidden(error: unknown): boolean {
  return error instanceof Error && codeOf(error) === '42501';
}

function codeOf(error: Error): string | undefined {
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
