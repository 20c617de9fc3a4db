import type { JsonObject } from '../../src/base/json/json.ts';

const SERVICES = 22;
const FILES = 33;
const PORTS = 7;
const FIRST_PORT = 7001;

/** Shell that makes what the checks look at: units, sockets and files. */
export const FILL = `
cd /etc/systemd/system
for i in $(seq 1 ${SERVICES}); do
  printf '[Service]\\nExecStart=/bin/sleep infinity\\n[Install]\\nWantedBy=multi-user.target\\n' >check-$i.service
done
for i in $(seq 1 ${PORTS}); do
  printf '[Socket]\\nListenStream=127.0.0.1:%s\\nAccept=yes\\n' $((${FIRST_PORT} - 1 + i)) >hear-$i.socket
  printf '[Service]\\nExecStart=/bin/true\\n' >hear-$i@.service
done
systemctl daemon-reload
for i in $(seq 1 ${SERVICES}); do units="$units check-$i"; done
systemctl -q enable --now $units
for i in $(seq 1 ${PORTS}); do sockets="$sockets hear-$i.socket"; done
systemctl start $sockets
mkdir -p /srv/checks
for i in $(seq 1 ${FILES}); do printf 'key = value %s\\nother = yes\\n' $i >/srv/checks/$i; chmod 0644 /srv/checks/$i; done
`;

/**
 * 297 assertions that hold there: 45 of packages, 45 services, 132 files, 15 ports, 30 users, 30 commands. `installed`:
 * names of RPMs that are.
 */
export function checkSet(installed: readonly string[]): JsonObject {
  const missing = Array.from({ length: 45 - 2 * installed.length }, (_, at) => `no-such-package-${at}`);
  return {
    package: {
      ...Object.fromEntries(
        installed.map((name) => [name, { installed: true, versions: [{ 'have-suffix': '.el9' }] }]),
      ),
      ...Object.fromEntries(missing.map((name) => [name, { installed: false }])),
    },
    service: {
      ...each(SERVICES, (n) => [`check-${n}`, { enabled: true, running: true }]),
      'no-such-unit': { running: false },
    },
    file: each(FILES, (n) => [
      `/srv/checks/${n}`,
      { exists: true, mode: '0644', owner: 'root', contents: [`/^key = value ${n}$/`, '!no such word'] },
    ]),
    port: {
      ...each(PORTS, (n) => [`tcp:${FIRST_PORT - 1 + n}`, { listening: true, ip: ['127.0.0.1'] }]),
      'udp:9': { listening: false },
    },
    user: Object.fromEntries(USERS.map(([name, uid, home]) => [name, { exists: true, uid, home }])),
    command: each(15, (n) => [`echo ${n}`, { 'exit-status': 0, stdout: [`${n}`] }]),
  };
}

/** As Debian, and so the stand-ins, have them. */
const USERS = [
  ['root', 0, '/root'],
  ['daemon', 1, '/usr/sbin'],
  ['bin', 2, '/bin'],
  ['sys', 3, '/dev'],
  ['games', 5, '/usr/games'],
  ['man', 6, '/var/cache/man'],
  ['lp', 7, '/var/spool/lpd'],
  ['mail', 8, '/var/mail'],
  ['news', 9, '/var/spool/news'],
  ['backup', 34, '/var/backups'],
] as const;

function each(count: number, make: (number: number) => readonly [string, JsonObject]): JsonObject {
  return Object.fromEntries(Array.from({ length: count }, (_, at) => make(at + 1)));
}
