import { z } from 'zod';
import { key } from '../../base/yaml/schema-words.ts';
import { DEFAULTS } from './defaults.ts';
import { variable } from './farm-shape.ts';

/** With what results are signed. */
export const signingSettings = key(
  z.strictObject({
    'key-env': key(
      variable,
      `Environment variable that has the private key (ed25519, PEM) which signs results, or the path of its file. Default ${DEFAULTS.signing['key-env']}.`,
      { default: DEFAULTS.signing['key-env'] },
    ),
  }),
  'How results are signed; whose signatures count is said by `keys` in the gate policy.',
);
