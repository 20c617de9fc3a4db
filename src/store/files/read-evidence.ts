import { hash } from 'node:crypto';
import { UnreadableError } from '../../base/error/unreadable-error.ts';
import { readTextNow } from '../../base/files/read-now.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import { hasRepeatedKeys } from '../../base/json/has-repeated-keys.ts';
import type { Json } from '../../base/json/json.ts';
import { printableJson } from '../../base/json/printable-json.ts';
import type { DamagedEvidence, KeptEvidence } from '../../contract/evidence.ts';
import { evidenceSchema } from '../record-schemas.ts';
import { evidenceFileName, numberOfName } from './evidence-names.ts';

/** Where a result is kept, and what its place says that it must be. */
export interface EvidencePlace {
  /** Absolute. */
  readonly file: string;
  /** Without folder. */
  readonly name: string;
  readonly instance: string;
  /** Undefined: none. */
  readonly snapshot: string | undefined;
}

/** A result, or what is wrong with it. Throws nothing. */
export function readEvidence(place: EvidencePlace): KeptEvidence | DamagedEvidence {
  try {
    const text = readTextNow(place.file, MOST_BYTES.record, { followsLinks: false });
    const evidence = parseEvidence(text);
    const difference = findDifference(evidence, place);
    if (difference !== undefined) throw new Error(difference);
    return { ...evidence, digest: `sha256:${hash('sha256', text)}` };
  } catch (error) {
    return damagedAt(place, whyDamaged(error));
  }
}

function whyDamaged(error: unknown): string {
  if (error instanceof UnreadableError) return error.why;
  // Node's words for what is nested deeper than its stack are about itself.
  if (error instanceof RangeError) return 'it is nested too deep';
  return error instanceof Error ? error.message : String(error);
}

/** What stands there is no result. */
export function damagedAt({ file, name, instance }: EvidencePlace, message: string): DamagedEvidence {
  return { file, instance, message, number: numberOfName(name) };
}

export function isDamaged(item: KeptEvidence | DamagedEvidence): item is DamagedEvidence {
  return 'file' in item;
}

/** Throws an `Error` of one line when the text is not a whole result. */
function parseEvidence(text: string): Omit<KeptEvidence, 'digest'> {
  let value: Json;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error('it is not whole JSON', { cause: error });
  }
  // What was written here is the very text that it would be written as again, and that is quickly seen.
  if (text !== `${printableJson(value, 2)}\n` && hasRepeatedKeys(text, value)) throw new Error('it has a key twice');
  const parsed = evidenceSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new Error(`${issue?.path.join('.') || 'it'}: ${issue?.message ?? 'not a result'}`);
}

/** Why this is the result of another place, put here. */
function findDifference(
  { instance, number, runId, snapshot }: Omit<KeptEvidence, 'digest'>,
  place: EvidencePlace,
): string | undefined {
  if (instance !== place.instance) return `it is the result of '${instance}'`;
  if (snapshot?.id !== place.snapshot) return `it is the result on snapshot '${snapshot?.id ?? 'none'}'`;
  if (evidenceFileName({ number, runId }) !== place.name)
    return `it is result ${number}, of the run '${runId}', under another name`;
  return undefined;
}
