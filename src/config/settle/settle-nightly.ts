import { parseDuration } from '../../base/time/parse-duration.ts';
import { at, type Layer } from '../layer.ts';
import type { NightlySettings } from '../project.ts';
import { DEFAULTS } from '../schema/defaults.ts';
import { NIGHT_AGE_UNITS } from '../schema/shapes.ts';

/** What `nightly: …` says. */
export function settleNightly(nightly: Layer): NightlySettings {
  const text = (word: 'channel' | 'max-age'): string => String(at(nightly, word).value ?? DEFAULTS.nightly[word]);
  return {
    channel: text('channel'),
    isPromoting: at(nightly, 'promote').value !== false,
    isDeriving: at(nightly, 'derive').value !== false,
    maxAgeMs: parseDuration(text('max-age'), NIGHT_AGE_UNITS) ?? 0,
  };
}
