import { asMap, asText } from '../../base/json/json-value.ts';
import type { Json } from '../../base/json/json.ts';
import { parseDuration } from '../../base/time/parse-duration.ts';
import type { HistorySettings } from '../project.ts';
import { DEFAULTS } from '../schema/defaults.ts';
import { HISTORY_AGE_UNITS } from '../schema/history-shape.ts';

/** What `history:` says; where an overlay names another kind of place, a database counts more than a file. */
export function settleHistory(history: Json | undefined): HistorySettings {
  const said = asMap(history);
  const [file, url, urlEnv] = [asText(said['file']), asText(said['url']), asText(said['url-env'])];
  return {
    keepMs: readAge(asText(said['keep'])) ?? readAge(DEFAULTS.history.keep) ?? Infinity,
    ...(file === undefined || url !== undefined || urlEnv !== undefined ? {} : { file }),
    ...(url === undefined || urlEnv !== undefined ? {} : { url }),
    ...(urlEnv === undefined ? {} : { urlEnv }),
  };
}

function readAge(text: string | undefined): number | undefined {
  return text === undefined ? undefined : parseDuration(text, HISTORY_AGE_UNITS);
}
