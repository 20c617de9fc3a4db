import { z } from 'zod';

/** `reports: gitlab:`. */
export const gitlabSchema = z.boolean().meta({
  description:
    'In a job of GitLab: what happened on the way is a section of the log that opens on a click, so that the result stands by itself. Elsewhere nothing. Default true.',
  default: true,
});
