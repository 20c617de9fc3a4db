import { execa } from 'execa';
import { readGuestProgram } from '../../src/provision/worker/worker-source.ts';
import { seconds } from './measure.ts';

const PYTHON = '/opt/saltern/salt/bin/python3';
const CALL = ['salt-call', '--local', '--retcode-passthrough', '--out', 'json', 'state.apply', 'ops-time'];
/** What `salt-call` itself does; `@@` stands for what comes before. */
const RUN = `import sys
from salt.scripts import salt_call
@@
sys.argv = sys.argv[1:]
sys.exit(salt_call())
`;

/**
 * One `salt-call` of the formula's unchanged states, as it is and with the look-ups answered that saltern's Salt
 * answers from what it knows. Both are a process of their own: nothing else of saltern's is in it.
 */
export async function lookUpsBench(container: string) {
  const shortcuts = `${await readGuestProgram('shortcuts.py')}\nremember_entry_points()\nremember_files()\nanswer_at_once('/srv')\n`;
  const call = (before: string) => () =>
    seconds(() => execa('docker', ['exec', container, PYTHON, '-c', RUN.replace('@@', () => before), ...CALL]));
  return { floor: call(''), saltern: call(shortcuts) };
}
