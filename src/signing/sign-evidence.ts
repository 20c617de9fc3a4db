import { signEnvelope } from '../base/sign/envelope.ts';
import type { Ed25519Key } from '../base/sign/keys.ts';
import { digestContent } from '../contract/digest-content.ts';
import type { Evidence } from '../contract/evidence.ts';
import { evidenceStatement } from './statement.ts';

/** The result, signed. What else had signed it is gone: who signs says that it is theirs. */
export function signEvidence(evidence: Evidence, key: Ed25519Key): Evidence {
  const signature = signEnvelope(evidenceStatement(evidence, digestContent(evidence)), key);
  return { ...evidence, signature };
}
