import type { AuditMirror, AuditSettings } from '../../config/project.ts';
import type { AuditHead } from '../../contract/audit.ts';
import type { AuditHooks } from '../../snapshot/open-snapshot-root.ts';
import type { Mirrored } from '../../snapshot/root/audit-state.ts';
import type { Services } from '../services.ts';
import { openSigner } from './audit-keys.ts';
import { readMirror, sendHead } from './mirror-head.ts';

/**
 * What a project wants done with the head of the log: signed, and sent elsewhere. A mirror that cannot be sent to is a word
 * to whoever is there: `audit verify` says that it is behind. One that cannot be asked lets no channel forward.
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
  return {
    onHead: send,
    ...(sign === undefined ? {} : { sign }),
    ...(mirror === undefined ? {} : { askMirror: () => askMirror(services, mirror) }),
  };
}

async function askMirror(services: Services, mirror: AuditMirror): Promise<Mirrored> {
  try {
    return { kind: 'heads', heads: await readMirror(services, mirror) };
  } catch (error) {
    services.signal.throwIfAborted();
    return { kind: 'trouble', why: error instanceof Error ? error.message : String(error) };
  }
}

async function mirrorHead(services: Services, mirror: AuditMirror, head: AuditHead): Promise<void> {
  try {
    await sendHead(services, mirror, head);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    services.tell(`the head of the log could not be sent to its mirror: ${why}`);
  }
}
