import type { Json } from '../../base/json/json.ts';
import type { Meaning, WrittenScalar } from '../../base/yaml/reads.ts';

/**
 * What Salt makes of a scalar in one of its own files: PyYAML's loader with Salt's changes to it
 * (`salt/utils/yamlloader.py`: leading zeros are stripped from whole numbers, dates stay text). Tested against a table
 * that real Salt fills in. Salt itself is sent the text; this is for showing it, for what saltern reads of it, and to
 * refuse at its place what Salt would refuse. What JSON cannot hold as Salt reads it (`1.0`, `.inf`) is shown as it is
 * written.
 */
export function readSaltScalar(scalar: WrittenScalar): Meaning<Json> {
  const meaning = readMeaning(scalar);
  return 'trouble' in meaning ? meaning : { value: toJson(meaning.value, scalar.text) };
}

/** A map's key as text: as it is written where Salt would not read it as text. */
export function readSaltKey(scalar: WrittenScalar): Meaning<string> {
  const meaning = readMeaning(scalar);
  return 'trouble' in meaning && scalar.text !== '=' ? meaning : { value: scalar.text };
}

/** What a key is to Salt: two keys are one, as `80` and `0x50` are, when this is the same text. */
export function identifySaltKey(scalar: WrittenScalar): string {
  const meaning = readMeaning(scalar);
  if ('trouble' in meaning || meaning.value.kind === 'text') return `text ${scalar.text}`;
  const { kind, value } = meaning.value;
  // To Python, 1, 1.0 and True are one key.
  return kind === 'bool' ? `number ${Number(value)}` : kind === 'other' ? value : `number ${String(value)}`;
}

/** What Salt's loader makes of a scalar. */
type SaltValue =
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'int'; readonly value: bigint }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'other'; readonly value: 'null' | 'bytes' };

function readMeaning({ text, isPlain, tag }: WrittenScalar): Meaning<SaltValue> {
  const name = /^tag:yaml\.org,2002:(.*)$/.exec(tag ?? '')?.[1];
  // Dates stay text, and so does an empty value with the tag `!`.
  const isText = ['str', 'timestamp', 'python/unicode'].includes(name ?? '') || (tag === '!' && text === '');
  // `!` makes a reader look at what is quoted as at what is not.
  if (isText || (tag === undefined && !isPlain)) return asText(text);
  const kind = KINDS.find((one) => (name === undefined ? one.pattern.test(text) : one.name === name));
  if (kind === undefined && name === undefined) return asText(text);
  const value = kind?.read(text);
  return value === undefined ? { trouble: `Salt cannot read ${text}: put ${text} in quotes if it is text` } : { value };
}

function asText(value: string): Meaning<SaltValue> {
  return { value: { kind: 'text', value } };
}

function toJson(read: SaltValue, text: string): Json {
  switch (read.kind) {
    case 'text':
    case 'bool':
      return read.value;
    case 'int':
      return Number.isSafeInteger(Number(read.value)) ? Number(read.value) : text;
    case 'float':
      // In JSON `1.0` is the whole number 1.
      return Number.isInteger(read.value) || !Number.isFinite(read.value) ? text : read.value;
    case 'other':
      return read.value === 'null' ? null : text;
    default:
      return read satisfies never;
  }
}

/** What a scalar is when it is not text. */
interface Kind {
  /** The last part of its tag, `tag:yaml.org,2002:NAME`. */
  readonly name: string;
  /** Matches a scalar that is of this kind without a tag. */
  readonly pattern: RegExp;
  /** Undefined: not of this kind. */
  read(text: string): SaltValue | undefined;
}

const NEVER = /(?!)/;

/** The resolvers of PyYAML, in their order; the patterns are its own (`yaml/resolver.py`). */
const KINDS: readonly Kind[] = [
  {
    name: 'bool',
    pattern: /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/,
    read: (text) =>
      /^(yes|true|on|no|false|off)$/i.test(text) ? { kind: 'bool', value: /^(yes|true|on)$/i.test(text) } : undefined,
  },
  {
    name: 'float',
    pattern:
      /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/,
    read: readFloat,
  },
  {
    name: 'int',
    pattern:
      /^(?:[-+]?0b[01_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/,
    read: readInt,
  },
  { name: 'null', pattern: /^(?:~|null|Null|NULL|)$/, read: () => ({ kind: 'other', value: 'null' }) },
  { name: 'binary', pattern: NEVER, read: () => ({ kind: 'other', value: 'bytes' }) },
  { name: 'merge', pattern: /^<<$/, read: () => undefined },
  { name: 'value', pattern: /^=$/, read: () => undefined },
];

function readInt(text: string): SaltValue | undefined {
  const isZeroed = /^0(?![bx])./.test(text);
  const digits = (isZeroed ? text.replace(/^0+/, '') || '0' : text).replaceAll('_', '');
  const sign = digits.startsWith('-') ? -1n : 1n;
  const whole = readDigits(digits.replace(/^[-+]/, ''));
  return whole === undefined ? undefined : { kind: 'int', value: sign * whole };
}

/** `0b…`, `0x…`, octal after a sign, `12:30` in base 60. */
function readDigits(digits: string): bigint | undefined {
  if (/^(?:0b[01]+|0x[0-9a-f]+|\d+)$/i.test(digits)) {
    return /^0[0-7]+$/.test(digits) ? BigInt(`0o${digits}`) : /^0\d/.test(digits) ? undefined : BigInt(digits);
  }
  if (!/^\d+(?::\d+)+$/.test(digits)) return undefined;
  return digits.split(':').reduce((sum, part) => sum * 60n + BigInt(part), 0n);
}

function readFloat(text: string): SaltValue | undefined {
  const written = text.replaceAll('_', '').toLowerCase();
  const sign = written.startsWith('-') ? -1 : 1;
  const digits = written.replace(/^[-+]/, '');
  if (digits === '.inf') return { kind: 'float', value: sign * Infinity };
  if (digits === '.nan') return { kind: 'float', value: NaN };
  const parts = digits
    .split(':')
    .map((part) => (/^(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/.test(part) ? Number(part) : NaN));
  if (parts.some(Number.isNaN)) return undefined;
  // Added up from the last part, as PyYAML does.
  return { kind: 'float', value: sign * parts.toReversed().reduce((sum, part, index) => sum + part * 60 ** index, 0) };
}
