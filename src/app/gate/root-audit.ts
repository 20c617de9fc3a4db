import type { AuditMirror, AuditSettings } from '../../config/project.ts';
import type { AuditHead } from '../../contract/audit.ts';
import type { AuditHooks } from '../../snapshot/open-snapshot-root.ts';
import type { Services } from '../services.ts';
import { openSigner } from './audit-keys.ts';
import { sendHead } from './mirror-head.ts';

/**
 * What a project wants done with the head of the log: signed, and sent elsewhere. A mirror that cannot be reached is a word
 * to whoever is there, and holds nothing up: `audit verify` says that it is behind.
 */
export function rootAudit(services: Services, settings: AuditSettings | undefined): AuditHooks {
  if (settings === undefined) return {};
  const { mirror, keyEnv } = settings;
  const sign = openSigner(services, settings);
  const isUnsigned = keyEnv !== undefined && sign === undefined;
  const send = async (head: AuditHead): Promise<void> => {
    if (isUnsigned) services.tell(`the head of the log is not signed: '${keyEnv}' is not set`);
    if (mirror !== undefined) await mirrorHead(services, mirror, head);
  };
  return { onHead: send, ...(sign === undefined ? {} : { sign }) };
}

async function mirrorHead(services: Services, mirror: AuditMirror, head: AuditHead): Promise<void> {
  try {
    await sendHead(services, mirror, head);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    services.tell(`the head of the log could not be sent to its mirror: ${why}`);
  }
}
