import type { z } from 'zod';
import type { ReporterKind } from '../../contract/reporter.ts';
import type { logSchema } from './log-schema.ts';
import { ndjsonReporter } from './ndjson-reporter.ts';
import { plainLogReporter } from './plain-log-reporter.ts';

/** What happened, for people and for programs. */
export const logKind: ReporterKind<z.infer<typeof logSchema>> = {
  open({ ndjson = true }, { cwd }) {
    return [ndjsonReporter({ isWhole: ndjson }), plainLogReporter({ cwd })];
  },
};
