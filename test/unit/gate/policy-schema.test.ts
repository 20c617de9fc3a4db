import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { policyJsonSchema } from '../../../src/gate/policy-schema.ts';
import { findUndescribed } from '../../support/find-undescribed.ts';

/** `npm run schemas` brings the committed file up to date. */
it('the committed JSON Schema is the one that the gate reads policies with', async () => {
  const committed = await readFile(join(import.meta.dirname, '../../../src/gate/policy.schema.json'), 'utf8');

  expect(JSON.parse(committed), 'npm run schemas').toEqual(policyJsonSchema());
});

it('has a sentence for every key', () => {
  expect(findUndescribed(policyJsonSchema())).toEqual([]);
});
