import { expect, it } from 'vitest';
import { portType } from '../../../../../src/verify/goss/types/port.ts';

const TITLE = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
/** Docker's DNS, and sshd. */
const DNS = '   0: 0B00007F:A035 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 111 1';
const SSHD = '   1: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 222 1';
const OWN = '   2: 0B00007F:0035 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 333 1';

function explain(sockets: readonly string[]): readonly string[] {
  const records = new Map(
    Object.entries({
      'port.tcp': [TITLE, ...sockets].join('\n'),
      'port.fds': '/proc/812/fd:\nlrwx 1 root root 64 3 -> socket:[222]\nlrwx 1 root root 64 4 -> socket:[333]\n',
      'port.names': '/proc/812/comm sshd\n',
    }).map(([name, text]) => [name, Buffer.from(text)] as const),
  );
  const resource = { type: 'port', index: 0, name: 'tcp:23', attributes: {} };
  // Only the name of the resource counts here.
  return portType.explain?.({ resource, failed: ['listening'] } as never, new Map(), records) ?? [];
}

it.each([
  ['the engine’s own DNS', [DNS], ['nothing is listening at all']],
  ['that and a server', [DNS, SSHD], ['listening instead: tcp 0.0.0.0:22 sshd[812]']],
  ['a server of the guest’s own at that address', [OWN], ['listening instead: tcp 127.0.0.11:53 sshd[812]']],
])('where a port is not open and there is %s, it says %j', (_, sockets, lines) => {
  expect(explain(sockets)).toEqual(lines);
});
