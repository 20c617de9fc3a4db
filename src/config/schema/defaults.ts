import type { JsonObject } from '../../base/json/json.ts';
import { DEFAULT_TIME_LIMITS } from '../../contract/time-limits.ts';

/** Salt where a platform's own Python is new enough for it. */
export const DEFAULT_SALT_VERSION = '3007.15';

// A further pass may take as long as the first, unless a file says otherwise.
const { again: _, ...timeouts } = DEFAULT_TIME_LIMITS;

/** Where snapshots are taken from: the folder of the snapshots holds the mirrors too. */
export const DEFAULT_SOURCE = 'mirror';

/** What every instance starts from. */
export const DEFAULTS = {
  driver: 'docker',
  salt: { version: DEFAULT_SALT_VERSION },
  destroy: 'passing',
  gate: 'gate.yml',
  reports: { directory: '.saltern' },
  runs: { keep: 50 },
  history: { keep: '400d' },
  // A day, and what one night may take longer than another.
  nightly: { channel: 'stable', promote: true, derive: true, 'max-age': '26h' },
  farm: { 'url-env': 'SALTERN_FARM_URL', 'key-env': 'SALTERN_FARM_KEY', 'lost-after': '60s' },
  signing: { 'key-env': 'SALTERN_SIGNING_KEY' },
  notify: { 'still-failing': [3, 7, 14], 'flaky-above': 0.1 },
  prepare: { commands: [], update: true, environment: {}, mounts: {} },
  timeouts,
} as const satisfies JsonObject;
