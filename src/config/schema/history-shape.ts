import { z } from 'zod';
import { durationPattern, type DurationUnit } from '../../base/time/parse-duration.ts';
import { filePath, key } from '../../base/yaml/schema-words.ts';
import { DEFAULTS } from './defaults.ts';

/** Units of the age up to which nights stay in the history. */
export const HISTORY_AGE_UNITS = ['d', 'w'] as const satisfies readonly DurationUnit[];

const PLACES = ['file', 'url', 'url-env'] as const;

/** Where the history is, and for how long it goes back. */
export const historySettings = key(
  z
    .strictObject({
      keep: key(
        z.string().regex(durationPattern(HISTORY_AGE_UNITS), 'an age such as 400d or 52w'),
        `For how long nights and runs are remembered. Default ${DEFAULTS.history.keep}.`,
        { default: DEFAULTS.history.keep },
      ),
      file: key(filePath, 'SQLite file. Default history.db in the folder of results.', {
        examples: ['/srv/saltern/history.db'],
      }),
      url: key(
        z
          .url({ protocol: /^postgres(ql)?$/, error: 'a URL such as postgres://saltern@db.example/saltern' })
          .refine(
            (url) => !hasPassword(url),
            "no password: put the URL into the environment, and name it with 'url-env'",
          ),
        'PostgreSQL database, for several machines; its password comes from PGPASSWORD or ~/.pgpass.',
        { examples: ['postgres://saltern@db.example/saltern'] },
      ),
      'url-env': key(
        z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'the name of an environment variable'),
        'Environment variable that has the URL of a PostgreSQL database, password included.',
        { examples: ['SALTERN_HISTORY'] },
      ),
    })
    .check(({ value, issues }) => {
      const named = PLACES.filter((place) => value[place] !== undefined);
      if (named.length > 1) {
        issues.push({
          code: 'custom',
          input: value,
          message: `only one of '${named.join("' and '")}', for there is one history`,
        });
      }
    }),
  'What was run, night after night, for `saltern history` and the pages.',
  { examples: [{ keep: '400d' }] },
);

function hasPassword(url: string): boolean {
  return URL.canParse(url) && (new URL(url).password !== '' || new URL(url).searchParams.has('password'));
}
