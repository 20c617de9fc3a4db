import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../support/e2e-project.ts';

describe('the image canary', () => {
  it('promotes on an image that boots, and refuses one that does not, with the console kept', async () => {
    const out = await mkdtemp(join(tmpdir(), 'saltern-canary-'));

    const { exitCode, all } = await execa(process.execPath, [join(ROOT, 'examples/canary/run.ts'), out], {
      reject: false,
      all: true,
    });
    await rm(out, { recursive: true, force: true });

    expect(all).toContain('Kernel panic');
    expect(all).toContain('night 1: promote, night 2: reject');
    expect(exitCode).toBe(0);
  });
});
