import { expect, test } from 'vitest';
import { createMasker } from '../../../../src/base/secret/masker.ts';

const PEM = `-----BEGIN PRIVATE KEY-----
MIIBVgIBADANBgkqhkiG9w0BAQEFAASCAUAwggE8AgEAAkEAq7BFUpkGp3+LQmlQ
Yx2eqzDV+xeG8kx/sQFV18S5JhzGeIJNA72wSeukEPojtqUyX2J0CciPBh7eqclQ
-----END PRIVATE KEY-----
`;

const SHAPES: Readonly<Record<string, string>> = {
  plain: 'correct horse battery',
  'for XML': `a<b>&"c'd`,
  'for regular expressions': String.raw`^(.*)[a-z]+\d{2,}|$?`,
  'for shells': '$(echo `id`) $HOME "x" \'y\' \\ z',
  unicode: 'pässwörd-日本-🔑',
  lines: PEM,
  'with a tab': 'first\tsecond',
  short: 'qX7!',
  number: '48151623',
};

const bytesOf = (text: string): Buffer => Buffer.from(text, 'utf8');
const perByte = (text: string, form: (byte: number) => string): string => [...bytesOf(text)].map(form).join('');
const perSign = (text: string, form: (sign: string) => string): string => [...text].map(form).join('');

/** How tools write a value. */
const WAYS: Readonly<Record<string, (value: string) => string>> = {
  'as it is': (value) => value,
  'without its last newline': (value) => value.trim(),
  'with other ends of lines': (value) => value.replaceAll('\n', '\r\n'),
  indented: (value) => value.replaceAll(/^/gmu, '        '),
  'added in a diff': (value) => value.replaceAll(/^/gmu, '+'),
  'removed in a diff, indented': (value) => value.replaceAll(/^/gmu, '-    '),
  'in JSON': (value) => JSON.stringify(value),
  'in JSON of JSON': (value) => JSON.stringify(JSON.stringify({ value })),
  'in JSON of ASCII': (value) =>
    JSON.stringify(value).replaceAll(/[^ -~]/gu, (sign) =>
      [...Array(sign.length).keys()].map((at) => `\\u${sign.charCodeAt(at).toString(16).padStart(4, '0')}`).join(''),
    ),
  'in quotes of YAML': (value) => `'${value.replaceAll("'", "''")}'`,
  'in quotes of a shell': (value) => `'${value.replaceAll("'", String.raw`'\''`)}'`,
  "in shlex's quotes": (value) => `'${value.replaceAll("'", `'"'"'`)}'`,
  'with backslashes of a shell': (value) => value.replaceAll(/[^A-Za-z0-9_\n]/gu, String.raw`\$&`),
  'in XML': (value) =>
    value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
  'in HTML': (value) =>
    value
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      .replaceAll("'", '&#39;')
      .replaceAll('\n', '&#10;'),
  'in XML by numbers': (value) =>
    perSign(value, (sign) => (/\w/u.test(sign) ? sign : `&#x${sign.codePointAt(0)?.toString(16)};`)),
  'in a URL': (value) => encodeURIComponent(value),
  'in a form': (value) => new URLSearchParams({ value }).toString(),
  'as bytes of Python': (value) =>
    perByte(value, (byte) =>
      byte > 31 && byte < 127 ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`,
    ),
  'as base64': (value) => bytesOf(value).toString('base64'),
  'as base64 in a dictionary of Python': (value) => `{'out': 'x\\n${bytesOf(value).toString('base64')}'}`,
  'as base64, with an end of a line': (value) => bytesOf(`${value}\n`).toString('base64'),
  'as base64 for URLs': (value) => bytesOf(value).toString('base64url'),
  'as base64 with something before it': (value) => bytesOf(`user:${value}`).toString('base64'),
  'as base64 amid something': (value) => bytesOf(`token=${value}; path=/`).toString('base64'),
  'as base64 in lines': (value) => bytesOf(`x${value}`).toString('base64').replaceAll(/.{20}/gu, '$&\n'),
  'as hexadecimal': (value) => bytesOf(value).toString('hex'),
};

/** What says too little of a secret as short as this. */
const TOO_SHORT = /amid|something before|lines$/u;

test.each(
  Object.entries(SHAPES).flatMap(([shape, value]) =>
    Object.entries(WAYS)
      .filter(([way]) => shape !== 'short' || !TOO_SHORT.test(way))
      .map(([way, write]) => ({ shape, way, value, written: write(value) })),
  ),
)('hides what is $shape, written $way', ({ way, value, written }) => {
  const masker = createMasker();
  masker.hide([value]);

  const shown = masker.text(`before ${written} after`);

  expect(shown).toMatch(/^before .*••••.* after$/su);
  const left = shown
    .replace("{'out': 'x\\n", '')
    .replaceAll(/••••|before|after|value|user|token|path|&#(10|xa);|%0A|\\x0a|0a/gu, '');
  // Nothing but what stands around it: quotes, backslashes, signs of a diff, its last end of a line; of base64, a few bits.
  const told = way.includes('base64') ? Buffer.from(left, 'base64').toString('latin1') : left;
  expect(told).not.toContain(value.slice(0, 3));
  expect(way.includes('base64') ? '' : told).not.toMatch(/[\p{L}\d]{2}/u);
});

test('hides all of two secrets that overlap, and of one that holds another', () => {
  const masker = createMasker();
  masker.hide(['abcdefgh', 'efghijkl', 'secret', 'secret-long']);

  expect(masker.text('x abcdefghijkl y secret-long z secret')).toBe('x •••• y •••• z ••••');
});

test('hides each line of a value that has several, but for lines that say nothing', () => {
  const masker = createMasker();
  masker.hide(['first line\n}\nsecond line\n']);

  expect(masker.text('first line\nwell\n}\n  second line')).toBe('••••\nwell\n}\n  ••••');
});

test('hides a number where it stands alone, not within a longer one', () => {
  const masker = createMasker();
  masker.hide(['5432']);

  expect(masker.text('port=5432, 15432 ms, db5432')).toBe('port=••••, 15432 ms, db••••');
  expect(masker.json({ port: 5432, size: 15_432 })).toEqual({ port: '••••', size: 15_432 });
});

test('leaves out what is too short to be hidden, and says so', () => {
  const masker = createMasker();

  const refused = masker.hide(['abc', '', 'long enough']);

  expect(refused).toEqual(['abc']);
  expect(masker.text('abc long enough')).toBe('abc ••••');
});

test('gives back the very value while it knows nothing', () => {
  const masker = createMasker();
  const value = { a: ['b'] };

  expect(masker.isIdle).toBe(true);
  expect(masker.json(value)).toBe(value);
});

test('hides keys of maps too', () => {
  const masker = createMasker();
  masker.hide(['secret']);

  expect(masker.json({ 'the secret': [{ x: 'a secret' }, true, null] })).toEqual({
    'the ••••': [{ x: 'a ••••' }, true, null],
  });
});
