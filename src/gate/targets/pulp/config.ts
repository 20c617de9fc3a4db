import { z } from 'zod';
import { pulpKeys, pulpName } from '../../../base/pulp/pulp-keys.ts';
import { key, nameText, need } from '../../../base/yaml/schema-words.ts';

/** Configuration of the target `pulp`. */
export const pulpTargetSchema = z.strictObject({
  ...pulpKeys,
  distributions: need(
    z.record(nameText, pulpName),
    'Distributions of Pulp by the member of a snapshot that each serves. Made in Pulp beforehand.',
    { examples: [{ base9: 'base9-stable' }] },
  ),
  guard: key(pulpName, 'Content guard that they get with each move. Default: they keep theirs.', {
    examples: ['release'],
  }),
});

export type PulpTargetConfig = Readonly<z.infer<typeof pulpTargetSchema>>;
