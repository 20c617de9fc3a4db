import { ensureGoProgram, type GoContext, type GoProgram } from '../go/ensure-go-program.ts';

/** Debian has no mail server that says what arrived. */
export const MAILPIT: GoProgram = {
  module: 'github.com/axllent/mailpit@v1.27.11',
  title: 'mailpit, a mail server for tests',
};

/** Path of a mail server for tests. Throws `TestbedError` with a hint. */
export function ensureMailpit(context: GoContext): Promise<string> {
  return ensureGoProgram(MAILPIT, context);
}
