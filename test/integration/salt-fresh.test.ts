import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConvergeResult } from '../../src/contract/result.ts';
import { saltModules, workerSource } from '../../src/provision/worker/worker-source.ts';
import { startSaltInstance, type SaltInstance } from './salt-instance.ts';

/** Facts that Salt, its libraries or the C library decide once in a process. */
const FACTS = `
import locale, platform, pwd, time
import salt.client.ssh.shell, salt.utils.dns, salt.utils.gitfs, salt.utils.path

def all():
    dns = salt.utils.dns
    return {
        "zone": time.strftime("%Z %z", time.localtime(0)),
        "node": platform.node(),
        "grain": __grains__["nodename"],
        "programs": [dns.HAS_DIG, dns.HAS_DRILL, dns.HAS_HOST, dns.HAS_NSLOOKUP],
        "ssh": [getattr(salt.client.ssh.shell, name) for name in ("SSH_KEYGEN_PATH", "SSH_PATH", "SCP_PATH")],
        "git": salt.utils.gitfs.GITPYTHON_VERSION is not None,
        "library": dns.HAS_DNSPYTHON,
        "version": __import__("salt.version").version.__saltstack_version__.string,
        "user": name_of(4711),
        "locale": locale.setlocale(locale.LC_CTYPE),
    }

def name_of(uid):
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return None

def how():
    return {"random": __import__("random").random()}
`;

const SHOW = `
facts:
  test.configurable_test_state:
    - changes: False
    - result: True
    - comment: {{ salt['facts.all']() | json | json }}
dice:
  test.nop:
    - name: die {{ salt['facts.how']().random }}
`;

/** Prints which modules look for a program while Salt is imported; argv: names of modules. */
const ASKERS = `
import sys
import salt.utils.path

which = salt.utils.path.which
asked = set()

def watched(*args):
    asked.add(sys._getframe(1).f_globals["__name__"])
    return which(*args)

salt.utils.path.which = watched
for name in sys.argv[1:]:
    try:
        __import__(name)
    except Exception:
        pass
print("\\n".join(sorted(asked)))
`;

/** What a formula may change, as shell, and the facts that come of it. */
const CHANGES: readonly (readonly [what: string, facts: readonly string[], lines: readonly string[]])[] = [
  [
    'what its process decides anew: time zone, name of the host, programs',
    ['zone', 'node', 'grain', 'programs', 'ssh', 'git'],
    [
      'ln -sf /usr/share/zoneinfo/Asia/Tokyo /etc/localtime',
      'hostname renamed',
      'for p in dig drill host nslookup ssh scp ssh-keygen; do ln -sf /bin/true /usr/local/bin/$p; done',
      "printf '#!/bin/sh\\necho git version 2.47.1\\n' >/usr/local/bin/git; chmod +x /usr/local/bin/git",
    ],
  ],
  [
    "what only another process sees: a library in Salt's Python, where users are looked up",
    ['library', 'user'],
    [
      'cd /opt/saltern/salt/lib/python3*/site-packages && mkdir dns && touch dns/__init__.py dns/resolver.py',
      "sed -i 's/^passwd:.*/passwd: files/' /etc/nsswitch.conf; echo late:x:4711:4711::/:/bin/sh >>/etc/passwd",
    ],
  ],
];

describe.each([
  { el: 'el9', version: '3007.15' },
  { el: 'el8', version: '3006.28' },
] as const)('a second pass with Salt $version on the $el stand-in', ({ el, version }) => {
  let guest: SaltInstance;

  beforeAll(async () => {
    guest = await startSaltInstance(el, version);
  });

  afterAll(async () => {
    await guest?.[Symbol.asyncDispose]();
  });

  it('imports anew every module that looks for programs when it is imported', async () => {
    const argv = ['/opt/saltern/salt/bin/python3', '-W', 'ignore', '-c', ASKERS, ...saltModules()];

    const { stdout, code } = await guest.connection.exec(argv);

    const { settings } = JSON.parse((await workerSource()).toString());
    expect(code).toBe(0);
    expect(stdout.trim().split('\n')).toContain('salt.utils.dns');
    expect(settings.askers).toEqual(expect.arrayContaining(stdout.trim().split('\n')));
  });

  it.each(CHANGES)('sees, as a salt-call of its own does, %s', async (_what, changed, lines) => {
    const states = lines.map((line, at) => `change-${at}:\n  cmd.run:\n    - name: ${JSON.stringify(line)}\n`);
    await guest.write({ '_modules/facts.py': FACTS, 'demo/init.sls': SHOW + states.join('') });
    const opened = await guest.open();
    await using _session = opened.session;

    const first = await opened.pass();
    const second = await opened.pass();

    const bare = await guest.run('salt-call -c /var/lib/saltern/etc --local --out json facts.all 2>/dev/null');
    expect([first, second].flatMap(({ problems }) => problems)).toEqual([]);
    expect(first.outcome).toBe('pass');
    const [before, after] = [first, second].map(factsOf);
    expect(after).toEqual(JSON.parse(bare).local);
    expect(changed.filter((name) => JSON.stringify(before?.[name]) === JSON.stringify(after?.[name]))).toEqual([]);
    expect(first.states[1]?.name).not.toBe(second.states[1]?.name);
  });
});

function factsOf({ states }: ConvergeResult): Readonly<Record<string, unknown>> {
  return JSON.parse(states[0]?.comment ?? '{}');
}
