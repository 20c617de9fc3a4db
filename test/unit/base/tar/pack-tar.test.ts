import { execFileSync } from 'node:child_process';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { packTar } from '../../../../src/base/tar/pack-tar.ts';

describe('packTar', () => {
  it('gives the same bytes for the same entries', async () => {
    const entries = [
      { kind: 'directory', path: 'd' },
      { kind: 'file', path: 'd/ü', content: 'x' },
      { kind: 'host-file', path: 'self', source: import.meta.filename },
      { kind: 'symlink', path: 'l', target: 'd' },
    ] as const;

    const [one, two] = await Promise.all([buffer(packTar(entries)), buffer(packTar(entries))]);

    expect(one.equals(two)).toBe(true);
    expect(execFileSync('tar', ['-tv'], { input: one }).toString()).toMatch(/^drwxr-xr-x 0\/0 .* 1970/);
  });

  it('fails with the cause when a file of the host is missing', async () => {
    await expect(buffer(packTar([{ kind: 'host-file', path: 'x', source: '/no/such/file' }]))).rejects.toThrow(
      /ENOENT/,
    );
  });
});
