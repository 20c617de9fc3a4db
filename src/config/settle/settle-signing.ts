import { asMap, asText } from '../../base/json/json-value.ts';
import type { Json } from '../../base/json/json.ts';
import type { SigningSettings } from '../project.ts';
import { DEFAULTS } from '../schema/defaults.ts';

/** What `signing:` says. */
export function settleSigning(signing: Json | undefined): SigningSettings {
  return { keyEnv: asText(asMap(signing)['key-env']) ?? DEFAULTS.signing['key-env'] };
}
