import { expect, it } from 'vitest';
import { z } from 'zod';
import { loadEntrySchemas } from '../../../src/contract/load-entry-schemas.ts';

it('schemas of a registry come by name, but for entries that may be told nothing', async () => {
  const [one, two] = [z.string(), z.boolean()];
  const registry = {
    one: { schema: () => Promise.resolve(one) },
    none: {},
    two: { schema: () => Promise.resolve(two) },
  };

  expect(await loadEntrySchemas(registry)).toEqual({ one, two });
});
