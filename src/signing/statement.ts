import { hash } from 'node:crypto';
import { canonicalText } from '../base/json/canonical-text.ts';
import type { Json } from '../base/json/json.ts';
import type { Payload } from '../base/sign/envelope.ts';
import type { Evidence } from '../contract/evidence.ts';
import type { InstanceResult } from '../contract/result.ts';

/** Type of what is in an envelope, as in-toto names it. */
const STATEMENT = 'application/vnd.in-toto+json';

/** What of a result is in its statement by name; the digest is over all of it. */
export type StatedEvidence = Omit<Evidence, 'packages' | 'signature'>;

/**
 * What is signed of a result: an in-toto statement v1 (https://github.com/in-toto/attestation) whose subject is the result's
 * content, and which says what that is about. `content`: see `digestContent`. Pure; the same result gives the same text.
 */
export function evidenceStatement(evidence: StatedEvidence, content: string): Payload {
  const { runId, instance, formula, suite, platform, outcome } = evidence;
  const { snapshot, formulaDigest, suiteDigest, recipe, startedAt, finishedAt } = evidence;
  return statement({
    subject: { name: instance, digest: content },
    type: 'urn:saltern:evidence:1',
    predicate: {
      runId,
      instance,
      formula,
      suite,
      platform,
      outcome,
      snapshot: snapshot === undefined ? null : { id: snapshot.id, digest: snapshot.digest },
      formulaDigest,
      suiteDigest,
      recipe,
      startedAt,
      finishedAt,
    },
  });
}

/** What a worker signs of a job: all of the result, as it travels. */
export function jobStatement(job: string, result: InstanceResult): Payload {
  // What is undefined does not travel.
  const travelled: Json = JSON.parse(JSON.stringify(result));
  const digest = `sha256:${hash('sha256', canonicalText(travelled))}`;
  return statement({ subject: { name: job, digest }, type: 'urn:saltern:job-result:1', predicate: { job } });
}

interface Stated {
  readonly subject: { readonly name: string; readonly digest: string };
  readonly type: string;
  readonly predicate: Json;
}

function statement({ subject: { name, digest }, type, predicate }: Stated): Payload {
  const text = canonicalText({
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name, digest: { sha256: digest.replace(/^sha256:/u, '') } }],
    predicateType: type,
    predicate,
  });
  return { type: STATEMENT, text };
}
