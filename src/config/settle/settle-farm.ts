import { asMap, asText, asTexts } from '../../base/json/json-value.ts';
import type { Json } from '../../base/json/json.ts';
import { LIMIT_UNITS, parseDuration } from '../../base/time/parse-duration.ts';
import type { FarmSettings } from '../project.ts';
import { DEFAULTS } from '../schema/defaults.ts';

/** What `farm:` says. */
export function settleFarm(farm: Json | undefined): FarmSettings {
  const said = asMap(farm);
  const labels = Object.entries(asMap(said['labels'])).map(([pattern, some]) => [pattern, asTexts(some)] as const);
  return {
    urlEnv: asText(said['url-env']) ?? DEFAULTS.farm['url-env'],
    keyEnv: asText(said['key-env']) ?? DEFAULTS.farm['key-env'],
    sharedFolder: asText(said['shared-folder']),
    lostAfterMs: readTime(asText(said['lost-after'])) ?? readTime(DEFAULTS.farm['lost-after']) ?? 0,
    labels: Object.fromEntries(labels),
  };
}

function readTime(text: string | undefined): number | undefined {
  return text === undefined ? undefined : parseDuration(text, LIMIT_UNITS);
}
