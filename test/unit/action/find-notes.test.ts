import { expect, it } from 'vitest';
import { findNotes } from '../../../action/find-notes.ts';

const CHANGELOG = `# Changelog

## [Unreleased]

- to come

## [1.2.0] - 2026-12-01

### Added

- one thing

## [1.1.0] - 2026-11-01

## [1.0.0] - 2026-10-01

- the first

[1.0.0]: https://example.org
`;

it('the notes of a release are its section', () => {
  expect(findNotes(CHANGELOG, '1.2.0')).toBe('### Added\n\n- one thing');
  expect(findNotes(CHANGELOG, '1.0.0')).toBe('- the first');
});

it.each(['1.1.0', '9.9.9', '1.2', ''])('there are none of %j', (version) => {
  expect(findNotes(CHANGELOG, version)).toBeUndefined();
});
