import type { Json } from '../../base/json/json.ts';
import type { Meaning, WrittenScalar } from '../../base/yaml/reads.ts';

/**
 * What Salt makes of a scalar in one of its own files: PyYAML's loader with Salt's changes to it
 * (`salt/utils/yamlloader.py`: leading zeros are stripped from whole numbers, dates stay text). Tested against a table
 * that real Salt fills in. What Salt refuses is refused, and so is what JSON cannot hand on as Salt would read it.
 */
export function readSaltScalar({ text, isPlain, tag }: WrittenScalar): Meaning<Json> {
  // Salt evaluates this as a Python literal.
  if (/^u(['"]).+\1$/i.test(text)) return { trouble: `Salt reads "${text}" as a Python literal: leave the u out` };
  const name = /^tag:yaml\.org,2002:(.*)$/.exec(tag ?? '')?.[1];
  // Dates stay text, and so does an empty value with the tag `!`.
  const isText = name === 'str' || name === 'timestamp' || (tag === '!' && text === '');
  if (isText || (name === undefined && !isPlain)) return { value: text };
  const kind = KINDS.find((one) => (name === undefined ? one.pattern.test(text) : one.name === name));
  if (kind === undefined && name === undefined) return { value: text };
  return kind?.read(text) ?? { trouble: `Salt cannot read ${text}: ${quoteIt(text)}` };
}

/** What Salt makes of a map's key. One that Salt would not read as text is refused: in JSON every key is text. */
export function readSaltKey(scalar: WrittenScalar): Meaning<string> {
  const { text } = scalar;
  // `=` stands for a default value elsewhere, but is text as a key.
  if (text === '=') return { value: text };
  const meaning = readSaltScalar(scalar);
  if ('value' in meaning && typeof meaning.value === 'string') return { value: meaning.value };
  return { trouble: `Salt does not read the key ${text} as text, and only text can be a key here: ${quoteIt(text)}` };
}

/** What a scalar is when it is not text. */
interface Kind {
  /** The last part of its tag, `tag:yaml.org,2002:NAME`. */
  readonly name: string;
  /** Matches a scalar that is of this kind without a tag. */
  readonly pattern: RegExp;
  /** Undefined: not of this kind. */
  read(text: string): Meaning<Json> | undefined;
}

const NEVER = /(?!)/;

/** The resolvers of PyYAML, in their order; the patterns are its own (`yaml/resolver.py`). */
const KINDS: readonly Kind[] = [
  {
    name: 'bool',
    pattern: /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/,
    read: (text) => (/^(yes|true|on|no|false|off)$/i.test(text) ? { value: /^(yes|true|on)$/i.test(text) } : undefined),
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
  { name: 'null', pattern: /^(?:~|null|Null|NULL|)$/, read: () => ({ value: null }) },
  { name: 'binary', pattern: NEVER, read: (text) => lost(text, 'bytes') },
  { name: 'merge', pattern: /^<<$/, read: () => undefined },
  { name: 'value', pattern: /^=$/, read: () => undefined },
];

function readInt(text: string): Meaning<Json> | undefined {
  const isZeroed = /^0(?![bx])./.test(text);
  const digits = (isZeroed ? text.replace(/^0+/, '') || '0' : text).replaceAll('_', '');
  const sign = digits.startsWith('-') ? -1n : 1n;
  const whole = readDigits(digits.replace(/^[-+]/, ''));
  if (whole === undefined) return undefined;
  const value = Number(sign * whole);
  return Number.isSafeInteger(value) ? { value } : lost(text, 'a number too large');
}

/** `0b…`, `0x…`, octal after a sign, `12:30` in base 60. */
function readDigits(digits: string): bigint | undefined {
  if (/^(?:0b[01]+|0x[0-9a-f]+|\d+)$/i.test(digits)) {
    return /^0[0-7]+$/.test(digits) ? BigInt(`0o${digits}`) : /^0\d/.test(digits) ? undefined : BigInt(digits);
  }
  if (!/^\d+(?::\d+)+$/.test(digits)) return undefined;
  return digits.split(':').reduce((sum, part) => sum * 60n + BigInt(part), 0n);
}

function readFloat(text: string): Meaning<Json> | undefined {
  const written = text.replaceAll('_', '').toLowerCase();
  const sign = written.startsWith('-') ? -1 : 1;
  const digits = written.replace(/^[-+]/, '');
  if (digits === '.inf' || digits === '.nan') return lost(text, 'a number that JSON lacks');
  const parts = digits
    .split(':')
    .map((part) => (/^(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/.test(part) ? Number(part) : NaN));
  if (parts.some(Number.isNaN)) return undefined;
  // Added up from the last part, as PyYAML does.
  const value = sign * parts.toReversed().reduce((sum, part, index) => sum + part * 60 ** index, 0);
  // In JSON `1.0` is the whole number 1, which a template would print without its `.0`.
  return Number.isInteger(value) || !Number.isFinite(value) ? lost(text, 'a float') : { value };
}

function lost(text: string, what: string): Meaning<Json> {
  return { trouble: `Salt reads ${text} as ${what}, which saltern cannot hand on unchanged: ${quoteIt(text)}` };
}

function quoteIt(text: string): string {
  return `put ${text} in quotes if it is text, or put pillar into a file of 'pillar-files'`;
}
