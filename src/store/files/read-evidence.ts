import { hash } from 'node:crypto';
import { UnreadableError } from '../../base/error/unreadable-error.ts';
import { readBytesNow } from '../../base/files/read-now.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import { hasRepeatedKeys } from '../../base/json/has-repeated-keys.ts';
import type { Json } from '../../base/json/json.ts';
import { printableJson } from '../../base/json/printable-json.ts';
import { digestContent } from '../../contract/digest-content.ts';
import type { DamagedEvidence, Evidence, KeptEvidence } from '../../contract/evidence.ts';
import { evidenceSchema } from '../record-schemas.ts';
import { evidenceFileName, numberOfName } from './evidence-names.ts';
import { leaveOutPackages } from './leave-out-packages.ts';

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
export type ReadOne = (place: EvidencePlace) => KeptEvidence | DamagedEvidence;

/** Most results are smaller. */
const ROOM = 64 * 1024;

/**
 * Reads results one after the other, all into the same memory: there may be tens of thousands. `hasContent`: with the
 * digest of what was signed; default false, for it takes longer.
 */
export function evidenceReader({ hasContent = false } = {}): ReadOne {
  const room = Buffer.allocUnsafe(ROOM);
  return (place) => {
    try {
      const bytes = readBytesNow(place.file, MOST_BYTES.record, { followsLinks: false, room });
      const evidence = parseEvidence(bytes);
      const difference = findDifference(evidence, place);
      if (difference !== undefined) throw new Error(difference);
      const content = hasContent && evidence.signature !== undefined ? { content: contentOf(bytes) } : {};
      return { ...evidence, digest: `sha256:${hash('sha256', bytes)}`, ...content };
    } catch (error) {
      return damagedAt(place, whyDamaged(error));
    }
  };
}

/** Of all that stands there, packages too, and whatever else somebody put in. */
function contentOf(bytes: Buffer): string {
  const whole: Evidence = JSON.parse(bytes.toString('utf8'));
  return digestContent(whole);
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

/** Throws an `Error` of one line when the bytes are not a whole result. */
function parseEvidence(bytes: Buffer): Omit<KeptEvidence, 'digest'> {
  const parsed = evidenceSchema.safeParse(parseLean(bytes) ?? parseWhole(bytes.toString('utf8')));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new Error(`${issue?.path.join('.') || 'it'}: ${issue?.message ?? 'not a result'}`);
}

/** Undefined unless it is the very text that it would be written as again, for only that is sure to have no key twice. */
function parseLean(bytes: Buffer): Json | undefined {
  const text = leaveOutPackages(bytes);
  if (text === undefined) return undefined;
  try {
    const value: Json = JSON.parse(text);
    return isOwn(text, value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function parseWhole(text: string): Json {
  let value: Json;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error('it is not whole JSON', { cause: error });
  }
  if (!isOwn(text, value) && hasRepeatedKeys(text, value)) throw new Error('it has a key twice');
  return value;
}

/** Whether the text is what the value is written as; the first form is the same where nothing has to be escaped. */
function isOwn(text: string, value: Json): boolean {
  return text === `${JSON.stringify(value, undefined, 2)}\n` || text === `${printableJson(value, 2)}\n`;
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
