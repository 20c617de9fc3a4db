import { z } from 'zod';
import { duration, filePath, key } from '../../base/yaml/schema-words.ts';
import { DEFAULTS } from './defaults.ts';

/** The name of a variable. */
export const variable = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'the name of an environment variable');

/** A label of a worker. */
export const workerLabel = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/, 'a label of letters, digits, dots, dashes and underscores');

/** Where jobs for workers on other machines go. */
export const farmSettings = key(
  z.strictObject({
    'url-env': key(
      variable,
      `Environment variable that has the URL of a PostgreSQL database. Default ${DEFAULTS.farm['url-env']}.`,
      {
        default: DEFAULTS.farm['url-env'],
      },
    ),
    'key-env': key(
      variable,
      `Environment variable that has the key, 32 bytes in base64, that seals what travels; workers have the same. Default ${DEFAULTS.farm['key-env']}.`,
      { default: DEFAULTS.farm['key-env'] },
    ),
    'shared-folder': key(
      filePath,
      'Folder that starter and workers see at the same path: formulas go through it, and not through the database.',
      { examples: ['/srv/saltern/farm'] },
    ),
    'lost-after': key(
      duration,
      `How long a worker may be silent before its instances are given to others. Default ${DEFAULTS.farm['lost-after']}.`,
      { default: DEFAULTS.farm['lost-after'] },
    ),
    labels: key(
      z.record(z.string().min(1, 'a name'), z.array(workerLabel)),
      'Name of an instance or a glob: labels that its worker must have, beside the name of its driver.',
      { examples: [{ 'ops-hypr-*': ['kvm'] }] },
    ),
  }),
  'Workers on other machines, for `test --workers` and `nightly --workers`.',
  { examples: [{ labels: { 'ops-hypr-*': ['kvm'] } }] },
);
