import { expect, it } from 'vitest';
import { isPackageFile, readSalternEntry } from '../../../../src/plan/changed/saltern-entry.ts';

const json = (value: unknown): string => JSON.stringify(value);

it.each([
  ['package.json', (version: string, other: string) => json({ devDependencies: { saltern: version, other } })],
  [
    'ci/package.json',
    (version: string, other: string) => json({ dependencies: { saltern: version }, scripts: { other } }),
  ],
  [
    'package-lock.json',
    (version: string, other: string) =>
      json({ packages: { 'node_modules/saltern': { version }, 'node_modules/x': { other } } }),
  ],
  [
    'npm-shrinkwrap.json',
    (version: string, other: string) => json({ dependencies: { saltern: { version }, x: { other } } }),
  ],
  [
    'yarn.lock',
    (version: string, other: string) =>
      `"saltern@^${version}":\n  version "${version}"\n\nx@1:\n  version "1"\n  a\n  b\n  ${other}\n`,
  ],
  [
    'pnpm-lock.yaml',
    (version: string, other: string) =>
      `packages:\n\n  other@${other}:\n    a: 1\n\n  saltern@${version}:\n    resolution: {}\n`,
  ],
])('%s is compared by what it says of saltern alone', (file, write) => {
  const entry = readSalternEntry(file, write('1.0.0', 'a'));

  expect(isPackageFile(file)).toBe(true);
  expect(entry).toBeDefined();
  expect(readSalternEntry(file, write('1.1.0', 'a'))).not.toBe(entry);
  expect(readSalternEntry(file, write('1.0.0', 'b'))).toBe(entry);
});

it.each([
  ['package.json', '{"name":"saltern"}'],
  ['package.json', '{"dependencies":{"saltern-formula":"1"}}'],
  ['package.json', 'no JSON'],
  ['package.json', '[]'],
  ['yarn.lock', 'not-saltern@1:\n'],
])('%s with %s says nothing of it', (file, text) => {
  expect(readSalternEntry(file, text)).toBeUndefined();
});
