import type { ExitCode } from './answer.ts';
import type { App } from './app.ts';
import { reportError } from './report-error.ts';

/**
 * Says of each report that could not be written why; none of them hides what was found out or done. Gives the exit code
 * where that alone would be 0: the first one's.
 */
export function tellTroubles(app: Pick<App, 'write' | 'talk' | 'secrets'>, troubles: readonly unknown[]): ExitCode {
  const codes = troubles.map((trouble) => reportError(trouble, { app, isJson: false, isDebug: false }));
  return codes[0] ?? 0;
}
