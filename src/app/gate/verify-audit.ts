import { SalternError } from '../../contract/errors.ts';
import type { AuditState } from '../../contract/audit.ts';
import type { Services } from '../services.ts';
import { findGateRoot, type GateRootOptions } from './find-gate-root.ts';

/** What was found out about the log. */
export interface VerifiedAudit extends AuditState {
  /** Numbers of lines that belong to the log and that this version cannot read. */
  readonly unreadable: readonly number[];
}

/**
 * Reads the whole log, and says what of it is not what was written. Throws `SNAPSHOT_DAMAGED` where it cannot be read: then
 * nobody knows.
 */
export async function verifyAudit(services: Services, options: GateRootOptions): Promise<VerifiedAudit> {
  const { root } = await findGateRoot(services, options);
  const state = await root.auditState().catch((cause: unknown) => unreadable(root.title, cause));
  const { damagedLines } = await root.readAudit();
  const { changed = [] } = await root.readStops();
  return { ...state, unreadable: damagedLines, troubles: [...state.troubles, ...changed] };
}

function unreadable(title: string, cause: unknown): never {
  if (!(cause instanceof SalternError)) throw cause;
  throw new SalternError('SNAPSHOT_DAMAGED', `The log of decisions in '${title}' cannot be read: ${cause.message}`, {
    ...(cause.hint === undefined ? {} : { hint: cause.hint }),
    cause,
  });
}
