import { z } from 'zod';

/** `reports: badges:`. */
export const badgesSchema = z.boolean().meta({
  description:
    'Badges of each formula and platform and a page that shows them, both for each run and for the newest verdicts. Default true.',
  default: true,
});
