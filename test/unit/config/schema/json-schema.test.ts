import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DRIVERS } from '../../../../drivers/index.ts';
import { jsonSchema } from '../../../../src/config/schema/json-schema.ts';
import { loadEntrySchemas } from '../../../../src/contract/load-entry-schemas.ts';
import { REPORTERS } from '../../../../src/report/index.ts';
import { SOURCES } from '../../../../src/snapshot/sources/index.ts';
import { VERIFIERS } from '../../../../src/verify/index.ts';
import { findUndescribed } from '../../../support/find-undescribed.ts';

async function shippedSchema() {
  const [drivers = {}, verifiers = {}, reporters = {}, sources = {}] = await Promise.all(
    [DRIVERS, VERIFIERS, REPORTERS, SOURCES].map((registry) => loadEntrySchemas(registry)),
  );
  return jsonSchema({ drivers, verifiers, reporters, sources });
}

/** `npm run schemas` brings the committed file up to date. */
test('the committed JSON Schema is the one that the loader uses, drivers included', async () => {
  const schema = await shippedSchema();

  const committed = await readFile(
    join(import.meta.dirname, '../../../../src/config/schema/saltern.schema.json'),
    'utf8',
  );

  expect(JSON.parse(committed), 'npm run schemas').toEqual(schema);
});

test('every key of the project file has a sentence for editors', async () => {
  const schema = await shippedSchema();

  const undescribed = findUndescribed(schema);

  expect(undescribed).toEqual([]);
});

test('a version may be written without quotes', async () => {
  const schema = await shippedSchema();

  expect(JSON.stringify(schema)).toContain('"type":["string","number"]');
  expect(JSON.stringify(schema)).not.toContain('loose');
});
