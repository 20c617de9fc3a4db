import { z } from 'zod';

/** `reports: badges:`. */
export const badgesSchema = z
  .boolean()
  .describe(
    'Badges of each formula and platform with a page that shows them, of each run and of the newest verdicts. Default true.',
  );
