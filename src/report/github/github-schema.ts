import { z } from 'zod';

/** `reports: github:`. */
export const githubSchema = z.boolean().meta({
  description:
    'In a workflow of GitHub: annotations on the lines that are to blame, and a summary of the job. Elsewhere nothing. Default true.',
  default: true,
});
