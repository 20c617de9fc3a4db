import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { globalRegistry, type $ZodType } from 'zod/v4/core';
import { describeSchema } from '../../../../src/app/describe-config.ts';
import { listVariants } from '../../../../src/base/yaml/schema-lookup.ts';
import { createSchemas } from '../../../../src/config/schema/schema.ts';
import { loadEntrySchemas } from '../../../../src/contract/load-entry-schemas.ts';
import { policySchema } from '../../../../src/gate/policy-schema.ts';
import { REPORTERS } from '../../../../src/report/index.ts';
import { TARGETS } from '../../../../src/gate/targets/index.ts';
import { SOURCES } from '../../../../src/snapshot/sources/index.ts';
import { verifiersForEditors } from '../../../../src/verify/index.ts';
import { DRIVERS } from '../../../../drivers/index.ts';
import { fakeApp } from '../../../support/fake-app.ts';
import { findUndescribed, findUnexemplified } from '../../../support/find-undescribed.ts';
import { ROOT } from '../../../root.ts';

const FILES = { project: 'saltern', suite: 'suite', overlay: 'overlay', gate: 'gate', checks: 'checks' } as const;

describe.each(Object.entries(FILES) as [keyof typeof FILES, string][])('the JSON Schema of %s', (file, name) => {
  const schema = async () => {
    const app = fakeApp();
    return await describeSchema({ ...app, driverSchema: (driver) => DRIVERS[driver]?.schema() ?? noSchema() }, file);
  };

  test('is the committed one: `npm run schemas` brings it up to date', async () => {
    const committed = await readFile(join(ROOT, 'schemas', `${name}.schema.json`), 'utf8');

    expect(JSON.parse(committed), 'npm run schemas').toEqual(await schema());
  });

  test('has a sentence for every key', async () => {
    expect(findUndescribed(await schema())).toEqual([]);
  });

  test('has an example, a default or a closed list for every key', async () => {
    expect(findUnexemplified(await schema())).toEqual([]);
  });

  test('has an id that is true wherever it lies, and holds no word of ours for readers', async () => {
    const written = JSON.stringify(await schema());

    expect(written).toContain(`"$id":"${name}.schema.json"`);
    expect(written).not.toMatch(/"(?:reads|known|isNothingRefused)":/);
  });

  test('does not speak of the driver for tests', async () => {
    expect(JSON.stringify(await schema())).not.toContain('fake');
  });
});

test('every example is one that the loader takes', async () => {
  const [drivers = {}, verifiers = {}, reporters = {}, sources = {}, targets = {}] = await Promise.all(
    [DRIVERS, verifiersForEditors(), REPORTERS, SOURCES, TARGETS].map((registry) => loadEntrySchemas(registry)),
  );
  const all = [...Object.values(createSchemas({ drivers, verifiers, reporters, sources, targets })), policySchema];

  const examples = all.flatMap((schema) => listExamples(schema));
  const wrong = examples.filter(({ schema, example }) => !schema.safeParse(example).success);

  expect(examples.length).toBeGreaterThan(100);
  expect(wrong.map(({ path, example }) => `${path}: ${JSON.stringify(example)}`)).toEqual([]);
});

test('a version may be written without quotes', async () => {
  const schema = await describeSchema(fakeApp(), 'project');

  expect(JSON.stringify(schema)).toContain('"type":["string","number"]');
});

test('keys come in the order in which people write them', async () => {
  const { properties = {} } = (await describeSchema(fakeApp(), 'project')) as { readonly properties?: object };

  expect(Object.keys(properties).slice(0, 9)).toEqual([
    'name',
    'formula',
    'formula-name',
    'owner',
    'depends',
    'ignore',
    'platforms',
    'suites',
    'salt',
  ]);
});

function noSchema(): Promise<undefined> {
  return Promise.resolve(undefined);
}

interface Example {
  readonly path: string;
  readonly schema: z.ZodType;
  readonly example: unknown;
}

function listExamples(schema: $ZodType, path = '', seen: Set<$ZodType> = new Set<$ZodType>()): readonly Example[] {
  if (seen.has(schema)) return [];
  seen.add(schema);
  const { examples } = globalRegistry.get(schema) ?? {};
  const own = Array.isArray(examples)
    ? examples.map((example: unknown) => ({ path, schema: schema as z.ZodType, example }))
    : [];
  const inner = listVariants(schema).flatMap((variant) => {
    const { def } = variant._zod;
    if (def.type === 'object')
      return Object.entries(def.shape).flatMap(([key, child]) => listExamples(child, `${path}/${key}`, seen));
    if (def.type === 'array') return listExamples(def.element, `${path}/-`, seen);
    return def.type === 'record' ? listExamples(def.valueType, `${path}/*`, seen) : [];
  });
  return [...own, ...inner];
}
