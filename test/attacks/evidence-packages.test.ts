import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { printableJson } from '../../src/base/json/printable-json.ts';
import { evidenceFileName } from '../../src/store/files/evidence-names.ts';
import { evidenceReader, type EvidencePlace } from '../../src/store/files/read-evidence.ts';
import { result, snapshot, ssh9 } from '../unit/gate/fixtures.ts';

/** Weighing results passes over the names of packages, which are most of a file: damage in there is seen all the same. */
const { digest: _digest, ...kept } = result(ssh9, {
  packages: ['chrony-4.5-1.x86_64', 'ed-1.20-1.x86_64', 'tree-2-1.x86_64'],
});
const whole = `${printableJson(kept, 2)}\n`;
let directory: string;
let place: EvidencePlace;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'saltern-packages-'));
  const name = evidenceFileName(kept);
  place = { file: join(directory, name), name, instance: ssh9.name, snapshot: snapshot.id };
});
afterAll(() => rmSync(directory, { recursive: true }));

function read(text: string | Uint8Array) {
  writeFileSync(place.file, text);
  return evidenceReader()(place);
}

it.each<[string, string]>([
  ['as saltern writes it', whole],
  ['in one line', JSON.stringify(kept)],
  ['with tabs', JSON.stringify(kept, undefined, '\t')],
  ['with line ends of Windows', whole.replaceAll('\n', '\r\n')],
  ['with an escaped letter in a name', whole.replace('chrony', String.raw`chr\u006fny`)],
  ['with a sign that terminals obey, escaped', whole.replace('chrony', String.raw`chr\u0085ny`)],
  ['with a name of other letters', whole.replace('chrony', 'chröný–☃')],
  ['without packages', `${printableJson({ ...kept, packages: [] }, 2)}\n`],
])('a result is the same %s', (_, text) => {
  const { packages: _packages, ...weighed } = kept;

  const found = read(text);

  expect(found).toEqual({ ...weighed, digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) });
});

it.each<[string, string, RegExp]>([
  ['zeros in a name, as a lost write leaves', whole.replace('chrony', '\0\0\0\0\0\0'), /not whole JSON/],
  ['zeros from a name on', whole.slice(0, whole.indexOf('ed-1')).padEnd(whole.length, '\0'), /not whole JSON/],
  ['an end within a name', whole.slice(0, whole.indexOf('ed-1') + 2), /not whole JSON/],
  ['an end between two names', whole.slice(0, whole.indexOf('    "ed-1')), /not whole JSON/],
  ['an end after the list', whole.slice(0, whole.indexOf('  ]', whole.indexOf('ed-1')) + 3), /not whole JSON/],
  ['a line break in a name', whole.replace('chrony', 'chr\nony'), /not whole JSON/],
  ['a tab in a name', whole.replace('chrony', 'chr\tony'), /not whole JSON/],
  ['a quote in a name', whole.replace('chrony', 'chr"ony'), /not whole JSON/],
  ['no comma between two names', whole.replace('x86_64",', 'x86_64"'), /not whole JSON/],
  ['a comma after the last name', whole.replace('"tree-2-1.x86_64"', '"tree-2-1.x86_64",'), /not whole JSON/],
  ['no quote before a name', whole.replace('"ed-1', 'ed-1'), /not whole JSON/],
  ['a number among the names', whole.replace('"ed-1.20-1.x86_64"', '120'), /packages/],
  ['a list among the names', whole.replace('"ed-1.20-1.x86_64"', '[]'), /packages/],
  ['the list twice', whole.replace('  "packages"', '  "packages": [],\n  "packages"'), /a key twice/],
  [
    'the list twice, the second empty',
    whole.replace('  ],\n  "started', '  ],\n  "packages": [],\n  "started'),
    /a key twice/,
  ],
  [
    'the outcome twice, after the list',
    whole.replace('  "startedAt"', '  "outcome": "pass",\n  "startedAt"'),
    /a key twice/,
  ],
  [
    'the outcome twice, before the list',
    whole.replace('  "outcome"', '  "outcome": "fail",\n  "outcome"'),
    /a key twice/,
  ],
  [
    'a list of packages within something else only',
    whole
      .replace('  "packages": [', '  "x": {\n  "packages": [')
      .replace('  ],\n  "startedAt"', '  ]},\n  "startedAt"'),
    /packages/,
  ],
  ['more after the end', `${whole}x`, /not whole JSON/],
])('a result with %s is damaged', (_, text, message) => {
  const found = read(text);

  expect(found).toMatchObject({ file: place.file, message: expect.stringMatching(message) });
});

it('what was read into the same memory before has no part in what is read next', () => {
  const readOne = evidenceReader();
  const long = `${printableJson({ ...kept, packages: Array.from({ length: 3000 }, (_, index) => `p${index}`) }, 2)}\n`;
  const results = [whole, long, whole.slice(0, 300), whole].map((text) => {
    writeFileSync(place.file, text);
    return readOne(place);
  });

  expect(results.map((one) => ('message' in one ? one.message : one.outcome))).toEqual([
    'pass',
    'pass',
    'it is not whole JSON',
    'pass',
  ]);
  expect(results[3]).toEqual(results[0]);
});
