import { readdirSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DRIVERS } from '../../../../drivers/index.ts';
import { describeConfig } from '../../../../src/app/describe-config.ts';
import { initFormula } from '../../../../src/app/init-formula.ts';
import { selectFleet } from '../../../../src/app/select-fleet.ts';
import { fakeApp } from '../../../support/fake-app.ts';

const FIXTURES = join(import.meta.dirname, '../../../fixtures/kitchen');

describe('what init makes of the kitchen.yml of', () => {
  it.each(readdirSync(FIXTURES))('%s is what a person wrote by hand', async (name) => {
    const written = await settle(name, 'init');
    const byHand = await settle(name, 'hand');

    expect(written).toEqual(byHand);
    expect(Object.keys(written)).not.toEqual([]);
  });
});

/** Every value of every instance, as `saltern config show --json` has it, without where it was written. */
async function settle(name: string, by: 'init' | 'hand'): Promise<Readonly<Record<string, unknown>>> {
  const base = fakeApp({}, { driverNames: Object.keys(DRIVERS) });
  const cwd = join(base.cwd, `${name}-formula`);
  await cp(join(FIXTURES, name), cwd, { recursive: true });
  const app = { ...base, cwd };
  if (by === 'init') await initFormula(app, { directory: '.', isForced: false });
  else await cp(join(cwd, 'hand-made.yml'), join(cwd, 'saltern.yml'));
  const { selected } = await selectFleet(app, [], {});
  const settings = await Promise.all(
    selected.map(async (instance) => {
      const rows = await describeConfig(app, instance.name, {});
      return [
        instance.name,
        Object.fromEntries(
          rows.map((row) => [row.path, JSON.parse(JSON.stringify(row.value).replaceAll(cwd, '.')) as unknown]),
        ),
      ] as const;
    }),
  );
  return Object.fromEntries(settings);
}
