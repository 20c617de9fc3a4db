import { z } from 'zod';
import { filePath, key } from '../../base/yaml/schema-words.ts';

const settings = z.strictObject({
  file: key(
    filePath,
    'Path of the report of the last run that gave verdicts. Default `junit.xml` in the folder of reports.',
    { examples: ['ci/junit.xml'] },
  ),
  'file-attributes': key(
    z.boolean(),
    'Whether cases have the attributes `file` and `line`, which GitLab and some GitHub actions read, and which Jenkins’ schema refuses. Default false.',
  ),
});

/** What a map under `reports: junit:` holds. */
export type JunitSettings = z.infer<typeof settings>;

/** `reports: junit:`. */
export const junitSchema = z.union([z.boolean(), settings]).meta({
  description:
    'JUnit XML for CI servers: that of each run in its folder, and that of the last run that gave verdicts. Default true.',
  default: true,
});
