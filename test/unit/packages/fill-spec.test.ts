import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fillSpec, type SpecFacts } from '../../packages/fill-spec.ts';
import { readPackageFacts } from '../../packages/package-facts.ts';
import { ROOT } from '../../root.ts';

const SPEC = '%global node_version 1\nName: x\nVersion: 1\nRelease: 1%{?dist}\n%changelog\nold\n';
const CHANGELOG = `# Changelog

## [Unreleased]

To become 2.0.0.

### Added

- One that goes on
  in a second line.
- 100 % of it.

## [1.0.0] - 2026-01-02

- The first.
`;
const FACTS: SpecFacts = {
  version: '2.0.0',
  release: '3',
  nodeVersion: '24.21.0',
  changelog: CHANGELOG,
  today: new Date('2026-11-26T23:59:59Z'),
};

it('a spec gets version, release, Node and the changelog as rpm reads it', () => {
  expect(fillSpec(SPEC, FACTS)).toBe(`%global node_version 24.21.0
Name: x
Version: 2.0.0
Release: 3%{?dist}
%changelog
* Thu Nov 26 2026 saltern - 2.0.0-3
- One that goes on in a second line.
- 100 %% of it.

* Fri Jan 02 2026 saltern - 1.0.0-1
- The first.
`);
});

it('what is released has the day of its release, whenever it is built', () => {
  const changelog = CHANGELOG.replace('[Unreleased]', '[2.0.0] - 2026-11-20');

  expect(fillSpec(SPEC, { ...FACTS, changelog })).toContain('* Fri Nov 20 2026 saltern - 2.0.0-3\n');
});

it('a part of the changelog that says nothing makes no entry', () => {
  const changelog = CHANGELOG.replace(/(?<=Unreleased\]\n)[^]*(?=\n## )/, '\n');

  expect(fillSpec(SPEC, { ...FACTS, changelog })).not.toContain('2.0.0-3');
});

it('a spec without a place for a fact is refused', () => {
  expect(() => fillSpec(SPEC.replace('Release', 'Relaese'), FACTS)).toThrow(/saltern\.spec has no place for .*Release/);
});

it('the spec as it stands is of this version, for those who build it without the script', () => {
  const spec = readFileSync(join(ROOT, 'saltern.spec'), 'utf8');
  const { version, node } = readPackageFacts();

  expect(spec).toContain(`\nVersion: ${version}\n`);
  expect(spec).toContain(`%global node_version ${node}\n`);
});
