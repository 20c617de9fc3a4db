import { findSigner } from '../base/sign/envelope.ts';
import type { Ed25519Key } from '../base/sign/keys.ts';
import type { Evidence, KeptEvidence } from '../contract/evidence.ts';
import { evidenceStatement, type StatedEvidence } from './statement.ts';

/** A key whose signature counts, with the name by which the policy knows it. */
export interface NamedKey extends Ed25519Key {
  readonly name: string;
}

/** Who signed a result; null: nobody who counts, and why, as the end of a sentence. */
export type Signed = { readonly signedBy: string } | { readonly signedBy: null; readonly unsigned: string };

/**
 * Who signed each result, by the digest of its record. A result that was signed once counts once: the same in another place
 * is one that somebody put there, and so is one that is older, by what was signed, than a failure that is kept before it.
 * Pure.
 */
export function weighSignatures(
  evidence: readonly KeptEvidence[],
  keys: readonly NamedKey[],
): Readonly<Record<string, Signed>> {
  const weighed: [string, Signed][] = [];
  for (const own of Map.groupBy(evidence, ({ instance }) => instance).values()) {
    const seen = new Set<string>();
    let failedAt = -Infinity;
    for (const result of own.toSorted((a, b) => a.number - b.number)) {
      const signed = weighSignature(result, result.content, keys);
      const replay = signed.signedBy === null ? undefined : findReplay(result, { seen, failedAt });
      weighed.push([result.digest, replay === undefined ? signed : { signedBy: null, unsigned: replay }]);
      seen.add(result.runId);
      if (result.outcome === 'fail') failedAt = Math.max(failedAt, Date.parse(result.finishedAt));
    }
  }
  return Object.fromEntries(weighed);
}

/** Who signed one result, taken alone. `content`: see `digestContent`; undefined: nobody has read it. Pure. */
export function weighSignature(
  result: StatedEvidence & Pick<Evidence, 'signature'>,
  content: string | undefined,
  keys: readonly NamedKey[],
): Signed {
  const { signature } = result;
  if (signature === undefined || signature.signatures.length === 0) {
    return { signedBy: null, unsigned: `nobody has signed it; the policy trusts ${listNames(keys)}` };
  }
  const signer = content && findSigner(signature, evidenceStatement(result, content), keys);
  if (signer) return { signedBy: signer.name };
  const hinted = keys.find(({ id }) => signature.signatures.some(({ keyid }) => keyid === id));
  const [first] = signature.signatures;
  if (hinted === undefined) {
    const id = first?.keyid.replaceAll(/[^\w:.-]/gu, '?').slice(0, 'sha256:'.length + 12) ?? '';
    return {
      signedBy: null,
      unsigned: `it is signed with a key that the policy does not know (${id || 'it has no id'})`,
    };
  }
  const unsigned = `the signature of '${hinted.name}' is not of this: it was changed since, or is of something else`;
  return { signedBy: null, unsigned };
}

interface Before {
  /** Runs of results that are kept before it. */
  readonly seen: ReadonlySet<string>;
  /** When the last failure before it ended, milliseconds since the epoch. */
  readonly failedAt: number;
}

function findReplay({ runId, outcome, finishedAt }: KeptEvidence, { seen, failedAt }: Before): string | undefined {
  if (seen.has(runId)) return `it is the result of the run ${runId} once more`;
  if (outcome === 'pass' && Date.parse(finishedAt) < failedAt) {
    return `it ended before the failure that is kept before it (${finishedAt}): it was put there later`;
  }
  return undefined;
}

function listNames(keys: readonly NamedKey[]): string {
  return keys.map(({ name }) => `'${name}'`).join(', ');
}
