import type { PrepareStep } from '../../contract/prepare.ts';
import { quoteWord } from '../../base/text/quote-word.ts';
import { GUEST_RESIDENT } from '../guest-paths.ts';
import { residentCommand } from '../worker/worker-command.ts';
import { saltModules } from '../worker/worker-source.ts';

const WAIT_SECONDS = 300;

/**
 * Leaves Salt imported and listening in a machine whose memory is saved: a session in a machine that starts from there
 * begins at once. Without Salt in the guest, or when importing takes too long, sessions start a Python of their own.
 */
export async function residentStep(modules = saltModules(), socket = GUEST_RESIDENT): Promise<PrepareStep> {
  const argv = await residentCommand(modules, socket);
  const script = `
setsid ${argv.map(quoteWord).join(' ')} </dev/null >/dev/null 2>&1 &
pid=$!
count=0
while [ ! -S ${quoteWord(socket)} ] && [ $count -lt ${WAIT_SECONDS * 2} ] && kill -0 $pid 2>/dev/null; do
  count=$((count + 1))
  sleep 0.5
done
`.trim();
  return { name: 'Salt kept ready', files: {}, texts: {}, script };
}
