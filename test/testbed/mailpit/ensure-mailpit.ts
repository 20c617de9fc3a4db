import { ensureGoProgram, type GoContext } from '../go/ensure-go-program.ts';

/** Path of a mail server for tests: Debian has none that says what arrived. Throws `TestbedError` with a hint. */
export function ensureMailpit(context: GoContext): Promise<string> {
  const module = 'github.com/axllent/mailpit@v1.27.11';
  return ensureGoProgram({ module, title: 'mailpit, a mail server for tests' }, context);
}
