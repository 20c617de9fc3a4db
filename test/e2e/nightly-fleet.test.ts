import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ROOT } from '../support/e2e-project.ts';

const told = z.object({
  site: z.string(),
  nights: z.array(
    z.object({
      decision: z.string(),
      instances: z.number(),
      passed: z.number(),
      failed: z.array(z.string()),
      reused: z.number(),
      told: z.array(z.object({ to: z.string(), about: z.string() })),
      steps: z.array(z.object({ name: z.string() })),
    }),
  ),
});

describe('three nights of the whole fleet', () => {
  // A quarter of an hour on two cores; a second try beside the first would only meet its containers.
  const long = { timeout: 2_400_000, retry: 0 };

  it(
    'are promoted, killed and refused with the names of what broke, and promoted again; people hear what changed',
    long,
    async ({ signal }) => {
      const { exitCode, all } = await execa(process.execPath, [join(ROOT, 'examples/nightly/run.ts'), '--kill'], {
        cwd: ROOT,
        reject: false,
        all: true,
        cancelSignal: signal,
      });
      const text = await readFile(join(ROOT, 'examples/nightly/out/nightly.json'), 'utf8').catch(() => '{}');
      const { nights, site } = told.parse(JSON.parse(text), { error: () => `no nights: ${all}` });
      const [good, bad, mended] = nights;

      expect(exitCode, all).toBe(0);
      expect(nights.map(({ decision }) => decision)).toEqual(['promote', 'reject', 'promote']);
      expect(good).toMatchObject({ instances: good?.passed, failed: [] });
      expect(bad?.failed.toSorted()).toEqual(
        ['7', 'stream-8', 'stream-9'].map((release) => `ops-time-default-centos-${release}`),
      );
      expect(bad?.reused).toBeGreaterThan(0);
      expect(bad?.told.map(({ to }) => to)).toEqual(expect.arrayContaining(['mail', 'teams', 'webhook']));
      expect(bad?.told.map(({ about }) => about).join('\n')).toMatch(/newly-failing.*ops-time/);
      expect(mended?.told.map(({ about }) => about).join('\n')).toMatch(/recovered.*ops-time/);
      expect(nights.flatMap(({ steps }) => steps.at(-1)?.name)).toEqual(['notify', 'notify', 'notify']);
      expect(await readFile(join(ROOT, site), 'utf8')).toContain('ops-time');
    },
  );
});
