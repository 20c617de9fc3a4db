import { expect, it } from 'vitest';
import { isDocumentation } from '../../../../src/plan/changed/is-documentation.ts';

it.each([
  'README.md',
  'a/b/NOTES.rst',
  'docs/conf.py',
  'f/docs/a.png',
  'LICENSE',
  'LICENSE-MIT',
  'CHANGELOG',
  'f/pillar.example',
  '.gitignore',
])('%s is for people', (file) => {
  expect(isDocumentation(file)).toBe(true);
});

it.each([
  'Makefile',
  'docs',
  'news.py',
  'license/key',
  'README.sh',
  'pillar.example.sls',
  'a.md/b',
  'docs.sls',
  '.gitattributes',
])('%s may be for a machine', (file) => {
  expect(isDocumentation(file)).toBe(false);
});
