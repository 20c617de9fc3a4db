import { asText } from '../../base/json/json-value.ts';
import { LIMIT_UNITS, parseDuration } from '../../base/time/parse-duration.ts';
import { makeLimits, type TimeLimits } from '../../contract/time-limits.ts';
import { at, atEach, combine } from '../layer.ts';
import type { Levels } from './levels.ts';
import type { Setting } from './setting.ts';

/** How long each phase may take. A further pass may take as long as the first, unless a file says otherwise. */
export function settleTimeLimits({ defaults, project, platform, file, suite }: Levels): Setting<TimeLimits> {
  const timeouts = combine(atEach([defaults, project, platform, ...file, suite], 'timeouts'));
  const written = (limit: string) => asText(at(timeouts, limit).value);
  const value = makeLimits((limit) => {
    const text = written(limit) ?? (limit === 'again' ? written('converge') : undefined);
    return parseDuration(text ?? '', LIMIT_UNITS) ?? 0;
  });
  return { value, from: { timeouts } };
}
