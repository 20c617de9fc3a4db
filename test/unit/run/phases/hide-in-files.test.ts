import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createMasker } from '../../../../src/base/secret/masker.ts';
import { hideInFiles } from '../../../../src/run/phases/hide-in-files.ts';

function copied() {
  const folder = mkdtempSync(join(tmpdir(), 'saltern-artifacts-'));
  const [log, picture] = [join(folder, 'one.console.log'), join(folder, 'one.screen.png')];
  writeFileSync(log, 'login: canary-word\n');
  writeFileSync(picture, 'PNG');
  return { log, picture };
}

it('rewrites what was copied out of a guest, and keeps no picture, for nothing can be hidden in one', async () => {
  const { log, picture } = copied();
  const masker = createMasker();
  masker.hide(['canary-word']);

  const kept = await hideInFiles([log, picture, '/no/such/file.log'], masker);

  expect(kept).toEqual([log]);
  expect(readFileSync(log, 'utf8')).toBe('login: ••••\n');
  expect(existsSync(picture)).toBe(false);
});

it('leaves all as it is while nothing is secret', async () => {
  const { log, picture } = copied();

  expect(await hideInFiles([log, picture], createMasker())).toEqual([log, picture]);
  expect(readFileSync(log, 'utf8')).toContain('canary-word');
});
