import { z } from 'zod';
import { filePath, key } from '../../base/yaml/schema-words.ts';

/** What a map under `reports: sarif:` and the like holds. */
export interface FindingsFileSettings {
  readonly file?: string | undefined;
}

/** Schema of a report that is off by default. `name`: of its file in the folder of reports. */
export function findingsFileSchema(about: { readonly description: string; readonly name: string }) {
  const settings = z.strictObject({
    file: key(
      filePath,
      `Path of the report of the last run that gave verdicts. Default \`${about.name}\` in the folder of reports.`,
      { examples: [`ci/${about.name}`] },
    ),
  });
  return z.union([z.boolean(), settings]).meta({ description: `${about.description} Default false.`, default: false });
}
