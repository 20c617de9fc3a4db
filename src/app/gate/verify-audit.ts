import type { AuditState } from '../../contract/audit.ts';
import type { Services } from '../services.ts';
import { findGateRoot, type GateRootOptions } from './find-gate-root.ts';

/** What was found out about the log. */
export interface VerifiedAudit extends AuditState {
  /** Numbers of lines that belong to the log and that this version cannot read. */
  readonly unreadable: readonly number[];
}

/** Reads the whole log, and says what of it is not what was written. Throws `SNAPSHOT_SOURCE`. */
export async function verifyAudit(services: Services, options: GateRootOptions): Promise<VerifiedAudit> {
  const { root } = await findGateRoot(services, options);
  const state = await root.auditState();
  const { damagedLines } = await root.readAudit();
  const { changed = [] } = await root.readStops();
  return { ...state, unreadable: damagedLines, troubles: [...state.troubles, ...changed] };
}
