import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { PrepareStep } from '../../contract/driver.ts';
import { quoteWord } from '../../base/text/quote-word.ts';
import { GUEST_RESIDENT, residentCommand } from '../worker/worker-command.ts';

/** What a session needs in any case; the worker's own list follows. */
const COMMAND = [
  'salt.cli.call',
  'salt.cli.caller',
  'salt.minion',
  'salt.output',
  'salt.state',
  'salt.version',
  'tarfile',
  'traceback',
];
const WAIT_SECONDS = 300;

/**
 * Leaves Salt imported and listening in a machine whose memory is saved: a session in a machine that comes from there
 * begins at once. Without Salt in the guest, or when it takes too long, sessions start a Python of their own.
 */
export async function residentStep(): Promise<PrepareStep> {
  const read = (name: string) => readFile(fileURLToPath(new URL(`../worker/${name}`, import.meta.url)), 'utf8');
  const [source, worker] = await Promise.all([read('resident.py'), read('worker.py')]);
  const likely = /LIKELY = \(([^]*?)\)\.split/.exec(worker)?.[1] ?? '';
  const names = [...COMMAND, ...likely.split(/[\s"]+/).filter((word) => word !== '')];
  const argv = residentCommand(source, names).map(quoteWord).join(' ');
  const script = `
setsid ${argv} </dev/null >/dev/null 2>&1 &
pid=$!
count=0
while [ ! -S ${GUEST_RESIDENT} ] && [ $count -lt ${WAIT_SECONDS * 2} ] && kill -0 $pid 2>/dev/null; do
  count=$((count + 1))
  sleep 0.5
done
`.trim();
  return { name: 'Salt kept ready', files: {}, texts: {}, script };
}
