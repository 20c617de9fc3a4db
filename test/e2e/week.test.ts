import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { ROOT } from '../support/e2e-project.ts';

const step = z.strictObject({
  day: z.string(),
  what: z.string(),
  snapshot: z.string(),
  decision: z.enum(['promote', 'wait', 'reject', 'none']),
  reasons: z.array(z.string()),
  stable: z.string(),
  replayed: z.enum(['same', 'different']),
});
const week = z.strictObject({ nights: z.array(step), pulp: z.array(step), audit: z.enum(['whole', 'broken']) });

/** Some five minutes on two cores. */
const long = { timeout: 1_800_000, retry: 0 };

it(
  'a week goes as it promises, with folders and with a real Pulp, and each decision comes to the same again',
  long,
  async ({ signal }) => {
    const file = join(ROOT, 'examples/week/out/week.json');
    await rm(file, { force: true });

    const { exitCode, all } = await execa(process.execPath, [join(ROOT, 'examples/week/run.ts')], {
      cwd: ROOT,
      reject: false,
      all: true,
      cancelSignal: signal,
    });

    const text = await readFile(file, 'utf8').catch(() => '{}');
    const { nights, pulp, audit } = week.parse(JSON.parse(text), { error: () => `no week: ${all}` });
    expect(exitCode, all).toBe(0);
    expect(audit).toBe('whole');
    expect(nights.map(({ decision }) => decision)).toEqual(pulp.map(({ decision }) => decision));
    for (const steps of [nights, pulp]) {
      expect(steps.filter(({ replayed }) => replayed !== 'same')).toEqual([]);
      expect(steps.filter(({ decision, reasons }) => decision === 'reject' && reasons.length === 0)).toEqual([]);
      expect(new Set(steps.map(({ decision }) => decision))).toEqual(new Set(['promote', 'wait', 'reject', 'none']));
    }
  },
);
