import { type ProbeRecords, recordText } from '../probe/parse-records.ts';
import { type Facts, known, type Resource, type ResourceType, unknown } from '../resource.ts';
import { parseSockets, type Socket } from './parse-sockets.ts';
import { readAddresses } from './read-addresses.ts';

const NETS = ['tcp', 'tcp6', 'udp', 'udp6'] as const;
const NAME = /^(?:(tcp6?|udp6?):)?(\d{1,5})$/;

/** Listening ports from /proc/net. As in goss, `22` means `tcp:22`, and `tcp6` has to be asked for by name. */
export const portType: ResourceType = {
  name: 'port',
  nameKey: 'port',
  attributes: { listening: 'boolean', ip: 'list' },
  required: ['listening'],
  guard: 'listening',
  settings: {},
  checkName(name) {
    const found = NAME.exec(name);
    return found && Number(found[2]) <= 65535
      ? undefined
      : `'${name}' is not a port: write 22, tcp:22, tcp6:22, udp:53 or udp6:53`;
  },
  readExpected: (attribute, expected) => (attribute === 'ip' ? readAddresses(expected) : expected),
  gather: (resources) => gatherNets([...new Set(resources.map((resource) => addressOf(resource).net))]),
  read: (resources, records) =>
    resources.map((resource) => {
      const { net, port } = addressOf(resource);
      return isTable(records, net)
        ? toFacts(socketsOf(records, net).filter((socket) => socket.port === port))
        : { listening: unknown(`/proc/net/${net} could not be read`) };
    }),
  gatherMore: () => [
    ...gatherNets(NETS),
    // Inode ▸ process, without ss or lsof, which minimal images lack.
    'm port.fds',
    `LC_ALL=C ls -l /proc/[0-9]*/fd 2>/dev/null | grep -e '^/proc/' -e 'socket:\\['`,
    'm port.names',
    'for p in /proc/[0-9]*/comm; do { read -r c <"$p" && echo "$p $c"; } 2>/dev/null; done',
  ],
  explain: ({ resource }, _first, more) => explainPort(resource, more),
};

/** Where there is a /proc/net, a missing file means that the kernel has no such protocol (no IPv6): nothing listens. */
function gatherNets(nets: readonly string[]): readonly string[] {
  return nets.map(
    (net) =>
      `m port.${net}\nif [ -e /proc/net/${net} ]; then cat /proc/net/${net}; elif [ -d /proc/net/ ]; then echo none; fi`,
  );
}

/** Whether the kernel's answer is there: every table has a line of titles. */
function isTable(records: ProbeRecords, net: string): boolean {
  return /^(?:none$| *sl +local_address )/.test(recordText(records, `port.${net}`).split('\n', 1)[0] ?? '');
}

function toFacts(sockets: readonly Socket[]): Facts {
  return { listening: known(sockets.length > 0), ip: known(sockets.map(({ ip }) => ip)) };
}

function explainPort(resource: Resource, more: ProbeRecords): readonly string[] {
  const owners = readOwners(more);
  const { port } = addressOf(resource);
  const all = NETS.flatMap((net) =>
    socketsOf(more, net)
      .map((socket) => ({ ...socket, net, owner: owners.get(socket.inode) ?? '' }))
      .filter((socket) => !isOfEngine(socket)),
  );
  const show = (sockets: typeof all) =>
    sockets
      .slice(0, 8)
      .map(
        ({ net, ip, port: number, owner }) =>
          `${net} ${ip.includes(':') ? `[${ip}]` : ip}:${number}${owner && ` ${owner}`}`,
      );
  const samePort = all.filter((socket) => socket.port === port);
  if (samePort.length > 0) return [`listening on port ${port}: ${show(samePort).join(', ')}`];
  const wanted = all.filter(({ net }) => net.startsWith(addressOf(resource).net.slice(0, 3)));
  return [wanted.length > 0 ? `listening instead: ${show(wanted).join(', ')}` : 'nothing is listening at all'];
}

/** Docker answers DNS at this address from outside: no process of the guest holds that socket. */
function isOfEngine({ ip, owner }: { readonly ip: string; readonly owner: string }): boolean {
  return ip === '127.0.0.11' && owner === '';
}

function addressOf({ name }: Resource): { readonly net: string; readonly port: number } {
  const found = NAME.exec(name);
  return { net: found?.[1] ?? 'tcp', port: Number(found?.[2]) };
}

function socketsOf(records: ProbeRecords, net: string): readonly Socket[] {
  return parseSockets(recordText(records, `port.${net}`), net.startsWith('tcp'));
}

/** Socket inode ▸ `sshd[812]`. */
function readOwners(more: ProbeRecords): ReadonlyMap<string, string> {
  const names = new Map(
    recordText(more, 'port.names')
      .split('\n')
      .flatMap((line) => {
        const found = /^\/proc\/(\d+)\/comm (.*)$/.exec(line);
        return found ? [[found[1] ?? '', found[2] ?? ''] as const] : [];
      }),
  );
  const owners = new Map<string, string>();
  let pid = '';
  for (const line of recordText(more, 'port.fds').split('\n')) {
    pid = /^\/proc\/(\d+)\/fd:$/.exec(line)?.[1] ?? pid;
    const inode = /socket:\[(\d+)\]$/.exec(line)?.[1];
    if (inode !== undefined && !owners.has(inode)) owners.set(inode, `${names.get(pid) ?? ''}[${pid}]`);
  }
  return owners;
}
