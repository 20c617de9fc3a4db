import { z } from 'zod';
import { key } from '../../base/yaml/schema-words.ts';

/** `reports: log:`. The log for people cannot be switched off: results and the screen point at it. */
export const logSchema = z
  .strictObject({
    ndjson: key(z.boolean(), 'Also every event of each instance as JSON, one a line. Default true.', { default: true }),
  })
  .describe(
    'What happened, instance by instance, in `log/` of the run’s folder. The log for people is always written.',
  );
