import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findBase } from '../../../action/find-base.ts';

const SHA = '0123456789abcdef0123456789abcdef01234567';

it.each([
  ['a pull request', { pull_request: { base: { sha: SHA, ref: 'main' } } }, SHA],
  ['a merge group', { merge_group: { base_sha: SHA } }, SHA],
  ['a push', { before: SHA, after: SHA }, undefined],
  ['what is no commit', { pull_request: { base: { sha: '--output=x' } } }, undefined],
  ['nothing', null, undefined],
])('of %s', async (_, event, expected) => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'saltern-event-'));
  const file = join(folder.path, 'event.json');
  await writeFile(file, JSON.stringify(event));

  expect(await findBase(file)).toBe(expected);
});

it('outside of a workflow there is none', async () => {
  expect(await findBase(undefined)).toBeUndefined();
});
