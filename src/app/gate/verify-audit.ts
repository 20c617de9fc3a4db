import type { KeyObject } from 'node:crypto';
import type { AuditState } from '../../contract/audit.ts';
import { SalternError } from '../../contract/errors.ts';
import type { Services } from '../services.ts';
import { findAuditKey, isSigned } from './audit-keys.ts';
import { findGateRoot, type GateRootOptions } from './find-gate-root.ts';

/**
 * Reads the whole log, holds it against its mirror where the project has one, and says what of it is not what was written.
 * Throws `SNAPSHOT_DAMAGED` where it cannot be read: then nobody knows.
 */
export async function verifyAudit(services: Services, options: GateRootOptions): Promise<AuditState> {
  const { root, project } = await findGateRoot(services, options);
  const state = await root.auditState().catch((cause: unknown) => unreadable(root.title, cause));
  const { changed = [] } = await root.readStops();
  const key = project === undefined ? undefined : await findAuditKey(services, project.audit);
  const signed = key === undefined ? { troubles: [], remarks: [] } : checkSignatures(state, key);
  return {
    ...state,
    troubles: [...state.troubles, ...changed, ...signed.troubles],
    remarks: [...state.remarks, ...signed.remarks],
  };
}

function checkSignatures(
  { head, mirrored = [] }: AuditState,
  key: KeyObject,
): Pick<AuditState, 'troubles' | 'remarks'> {
  const remarks = head.lines > 0 && head.signature === undefined ? ['its head is not signed'] : [];
  const isForged = head.signature !== undefined && !isSigned(head, key);
  const isMirrorForged = mirrored.some((one) => !isSigned(one, key));
  return {
    troubles: [
      ...(isForged ? ['its head was not signed by the key of the project'] : []),
      ...(isMirrorForged ? ['its mirror has a head that was not signed by the key of the project'] : []),
    ],
    remarks,
  };
}

function unreadable(title: string, cause: unknown): never {
  if (!(cause instanceof SalternError)) throw cause;
  throw new SalternError('SNAPSHOT_DAMAGED', `The log of decisions in '${title}' cannot be read: ${cause.message}`, {
    ...(cause.hint === undefined ? {} : { hint: cause.hint }),
    cause,
  });
}
