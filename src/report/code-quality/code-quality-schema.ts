import { findingsFileSchema } from '../findings/findings-file-schema.ts';

/** `reports: code-quality:`. */
export const codeQualitySchema = findingsFileSchema({
  description: 'What went wrong, on the line, as GitLab shows it in a merge request.',
  name: 'gl-code-quality-report.json',
});
