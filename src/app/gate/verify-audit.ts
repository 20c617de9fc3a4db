import type { KeyObject } from 'node:crypto';
import { count } from '../../base/text/count.ts';
import type { AuditSettings, Project } from '../../config/project.ts';
import type { AuditHead, AuditState } from '../../contract/audit.ts';
import { SalternError } from '../../contract/errors.ts';
import type { SnapshotRoot } from '../../contract/snapshot.ts';
import type { Services } from '../services.ts';
import { findAuditKey, isSigned } from './audit-keys.ts';
import { findGateRoot, type GateRootOptions } from './find-gate-root.ts';
import { readMirror } from './mirror-head.ts';

/** What was found out about the log. */
export interface VerifiedAudit extends AuditState {
  /** Why the mirror could not be asked, one line: whether the end was cut off is not known, then. Default: it was, or there is none. */
  readonly mirrorTrouble?: string;
}

/**
 * Reads the whole log, holds it against its mirror where the project has one, and says what of it is not what was written.
 * Throws `SNAPSHOT_DAMAGED` where it cannot be read: then nobody knows.
 */
export async function verifyAudit(services: Services, options: GateRootOptions): Promise<VerifiedAudit> {
  const { root, project } = await findGateRoot(services, options);
  // Before the log is read: what others write meanwhile is in the log, and not yet here.
  const mirrored = await askMirror(services, project?.audit);
  const state = await root.auditState().catch((cause: unknown) => unreadable(root.title, cause));
  const { changed = [] } = await root.readStops();
  const key = project === undefined ? undefined : await findAuditKey(services, project.audit);
  const compared = mirrored.kind === 'heads' ? await compareMirror(root, mirrored.heads) : NOTHING;
  const signed = key === undefined ? NOTHING : checkSignatures(state.head, mirrored, key);
  return {
    ...state,
    troubles: [...state.troubles, ...changed, ...compared.troubles, ...signed.troubles],
    remarks: [...state.remarks, ...compared.remarks, ...signed.remarks],
    ...(mirrored.kind === 'trouble' ? { mirrorTrouble: mirrored.why } : {}),
  };
}

type Found = Pick<AuditState, 'troubles' | 'remarks'>;

const NOTHING: Found = { troubles: [], remarks: [] };

type Mirrored =
  | { readonly kind: 'none' }
  | { readonly kind: 'heads'; readonly heads: readonly AuditHead[] }
  | { readonly kind: 'trouble'; readonly why: string };

async function askMirror(services: Services, settings: Project['audit'] | undefined): Promise<Mirrored> {
  const mirror: AuditSettings['mirror'] = settings?.mirror;
  if (mirror === undefined) return { kind: 'none' };
  try {
    return { kind: 'heads', heads: await readMirror(services, mirror) };
  } catch (error) {
    services.signal.throwIfAborted();
    return { kind: 'trouble', why: error instanceof Error ? error.message : String(error) };
  }
}

/** What the mirror has was written: all of it must still be there, also what was cut off before more was written. */
async function compareMirror(root: SnapshotRoot, heads: readonly AuditHead[]): Promise<Found> {
  const { lines } = await root.readAudit();
  const place = new Map(lines.map(({ digest }, index) => [digest, index]));
  const gone = heads.find(({ digest }) => !place.has(digest));
  if (gone !== undefined) {
    const what = `line ${gone.lines} of ${gone.at}, which its mirror knows, is not there any more`;
    return { troubles: [what], remarks: [] };
  }
  const behind = lines.length - 1 - (place.get(heads.at(-1)?.digest ?? '') ?? -1);
  return { troubles: [], remarks: behind === 0 ? [] : [`its mirror is ${count(behind, 'line')} behind`] };
}

function checkSignatures(head: AuditHead, mirrored: Mirrored, key: KeyObject): Found {
  const remarks = head.lines > 0 && head.signature === undefined ? ['its head is not signed'] : [];
  const isForged = head.signature !== undefined && !isSigned(head, key);
  const isMirrorForged = mirrored.kind === 'heads' && mirrored.heads.some((one) => !isSigned(one, key));
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
