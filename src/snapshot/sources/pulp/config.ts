import { z } from 'zod';
import { pulpKeys, pulpName } from '../../../base/pulp/pulp-keys.ts';
import { key, nameText, need } from '../../../base/yaml/schema-words.ts';

/** Configuration of the source `pulp`. */
export const pulpConfigSchema = z.strictObject({
  ...pulpKeys,
  repositories: need(
    z.record(nameText, pulpName),
    'RPM repositories by the name of their member: their names in Pulp, or hrefs. Their latest versions are taken.',
    { examples: [{ base9: 'centos-9-baseos' }] },
  ),
  guard: key(
    pulpName,
    'Content guard of the distributions that saltern reads by. Default: they have none, unless somebody gives them one.',
    { examples: ['development'] },
  ),
});

export type PulpConfig = Readonly<z.infer<typeof pulpConfigSchema>>;
