import { parseDuration } from '../../base/time/parse-duration.ts';
import type { Json } from '../../base/json/json.ts';
import type { RunKeep } from '../../contract/run-keep.ts';
import { RUN_AGE_UNITS } from '../schema/shapes.ts';
import { DEFAULTS } from '../schema/defaults.ts';

/** What `runs: { keep: … }` says. */
export function settleRunKeep(keep: Json | undefined): RunKeep {
  if (typeof keep === 'number') return { most: keep };
  const forMs = typeof keep === 'string' ? parseDuration(keep, RUN_AGE_UNITS) : undefined;
  return forMs === undefined ? { most: DEFAULTS.runs.keep } : { forMs };
}
