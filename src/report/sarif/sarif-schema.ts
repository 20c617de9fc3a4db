import { findingsFileSchema } from '../findings/findings-file-schema.ts';

/** `reports: sarif:`. */
export const sarifSchema = findingsFileSchema({
  description: 'What went wrong, on the line, as SARIF 2.1.0: for code scanning.',
  name: 'saltern.sarif',
});
