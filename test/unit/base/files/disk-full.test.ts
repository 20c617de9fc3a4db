import { expect, it } from 'vitest';
import { isDiskFull, saysDiskFull } from '../../../../src/base/files/disk-full.ts';

it.each([
  'tar: file: Cannot write: No space left on device',
  'tar: deep/file: Wrote only 4096 of 10240 bytes',
  'write /var/lib/docker/x: disk quota exceeded',
  'cp: error writing: Disk quota exceeded',
  'Error Summary\n  At least 1137MB more space needed on the / filesystem.',
  'installing package tree-1.0 needs 12MB more space on the / filesystem',
])('hears a full disk in %j', (text) => {
  expect(saysDiskFull(text)).toBe(true);
});

it.each(['', 'tar: file: Cannot open: Permission denied', 'spaceship left the device'])('hears none in %j', (text) => {
  expect(saysDiskFull(text)).toBe(false);
});

it('knows a full disk and a used up quota by their codes', () => {
  const of = (code: string): Error => Object.assign(new Error('x'), { code });

  expect(['ENOSPC', 'EDQUOT', 'EACCES'].map((code) => isDiskFull(of(code)))).toEqual([true, true, false]);
  expect(isDiskFull('ENOSPC')).toBe(false);
});
