import { z } from 'zod';
import { pulpKeys, pulpName } from '../../../base/pulp/pulp-keys.ts';
import { key, nameText, need, settingText } from '../../../base/yaml/schema-words.ts';

/** Configuration of the target `pulp`. */
export const pulpTargetSchema = z.strictObject({
  ...pulpKeys,
  distributions: need(
    z.record(nameText, pulpName),
    'Distributions of Pulp by the member of a snapshot that each serves. Made in Pulp beforehand.',
    { examples: [{ base9: 'base9-stable' }] },
  ),
  'derived-from': key(
    settingText,
    'Address of the folder of snapshots as Pulp reaches it: what was derived, and is in no repository of Pulp yet, is synchronized from there. Default: it cannot be promoted.',
    { examples: ['https://mirror.example/snapshots'] },
  ),
  guard: key(pulpName, 'Content guard that they get with each move. Default: they keep theirs.', {
    examples: ['release'],
  }),
});

export type PulpTargetConfig = Readonly<z.infer<typeof pulpTargetSchema>>;
