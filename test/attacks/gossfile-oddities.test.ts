import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../src/base/json/json.ts';
import { matchText, matchValue } from '../../src/verify/goss/match/match-value.ts';
import { checksHere, type HereOptions, outcomes } from '../support/checks-here.ts';

/** `cat` of a machine whose account files hold these lines more. */
function accounts(file: '/etc/passwd' | '/etc/group', lines: readonly string[]): HereOptions {
  const cat = `case $1 in ${file}) /usr/bin/cat ${file}; printf '%s\\n' ${lines.map((line) => `'${line}'`).join(' ')} ;; *) exec /usr/bin/cat "$@" ;; esac`;
  return { programs: { cat }, without: ['getent'] };
}

/** The systemctl of systemd 252 with one unit of each kind; what it says was seen of the real one. */
const SYSTEMCTL = String.raw`
v=$1; shift 2
for u; do case $u in
  *@.service) [ $v = is-enabled ] || { echo "Failed to retrieve unit state: Unit name $u is neither a valid invocation ID nor unit name." >&2; exit 1; } ;;
  @*) echo "Failed to mangle unit name: Invalid argument" >&2; exit 1 ;;
esac; done
if [ $v = is-active ]; then
  r=0; for u; do case $u in on.service|sysv.service) echo active ;; *) echo inactive; r=3 ;; esac; done; exit $r
fi
# Scripts in /etc/init.d are answered before all others.
for u; do case $u in sysv.service) echo "sysv.service is not a native service, redirecting to systemd-sysv-install." >&2; echo enabled ;; esac; done
for u; do case $u in
  sysv.service) ;;
  on.service|getty@.service) echo enabled ;;
  off.service) echo disabled ;;
  *) echo "Failed to get unit file state for $u: No such file or directory" >&2; exit 1 ;;
esac; done`;

describe('a gossfile with', () => {
  it.each<readonly [string, JsonObject, readonly string[]]>([
    [
      'a template beside units',
      { on: { running: true, enabled: true }, 'getty@': { enabled: true, running: false } },
      ['pass', 'pass', 'pass', 'pass'],
    ],
    [
      'names that are none',
      { '@x': { running: false, enabled: false }, on: { running: true }, ['a'.repeat(260)]: { running: false } },
      ['pass', 'pass', 'pass', 'pass'],
    ],
    [
      'units that are not there between others',
      { gone: { enabled: false }, on: { enabled: true }, 'gone@': { enabled: false }, off: { enabled: false } },
      ['pass', 'pass', 'pass', 'pass'],
    ],
    [
      'the same, turned round',
      { gone: { enabled: true }, on: { enabled: false }, 'gone@': { enabled: true }, off: { enabled: true } },
      ['fail', 'fail', 'fail', 'fail'],
    ],
  ])('%s: each has its own answer', async (_what, service, expected) => {
    const results = await checksHere({ service }, { programs: { systemctl: SYSTEMCTL } });

    expect(results.map(({ outcome }) => outcome)).toEqual(expected);
  });

  it.each(['~nosuch/x', '~nosuch', '~0', '~+', '~-', '~+/x', '~0/x', '~12'])(
    '%s, which is nobody, does not pass as absent',
    async (path) => {
      const results = await checksHere({ file: { [path]: { exists: false } } });

      expect(outcomes(results)).toEqual([`fail file ${path} exists`]);
      expect(results[0]?.message).toContain('there is no user');
    },
  );

  it.each(['~root', '~root/', '~', '~/', '~root/.', '~root/x/..'])('%s finds the home', async (path) => {
    const results = await checksHere({ file: { [path]: { exists: true, filetype: 'directory' } } });

    expect(results.map(({ outcome }) => outcome)).toEqual(['pass', 'pass']);
  });

  it.each(['/etc/passwd/', '/etc/passwd/.', '/etc//passwd', '/nosuch/../etc/passwd', '//etc/passwd'])(
    '%s is cleaned as text, so it exists',
    async (path) => {
      const results = await checksHere({ file: { [path]: { exists: false }, '/etc/passwd': { exists: true } } });

      expect(results.map(({ outcome }) => outcome)).toEqual(['fail', 'pass']);
    },
  );

  it('the path of a name that is too long, or of a loop, does not pass as absent', async () => {
    const long = `/${'a'.repeat(300)}`;

    const results = await checksHere({ file: { [long]: { exists: false }, '/no/such': { exists: false } } });

    expect(results.map(({ outcome }) => outcome)).toEqual(['error', 'pass']);
  });

  it.each<readonly [string, JsonObject, HereOptions, readonly string[]]>([
    [
      'a group whose number is none',
      { group: { odd: { exists: true, gid: { not: 5 } } } },
      accounts('/etc/group', ['odd:x:abc:root']),
      ['fail', 'skip'],
    ],
    ['a group of too few fields', { group: { odd: { exists: true } } }, accounts('/etc/group', ['odd:x:7']), ['fail']],
    [
      'a user whose number is none',
      { user: { odd: { exists: true, uid: { not: 5 } } } },
      accounts('/etc/passwd', ['odd:x:abc:7::/:/bin/sh']),
      ['fail', 'skip'],
    ],
    [
      'a user whose number is missing',
      { user: { odd: { exists: true } } },
      accounts('/etc/passwd', ['odd:x::7::/:/bin/sh']),
      ['fail'],
    ],
    [
      'a group that lists a user twice',
      { user: { root: { exists: true, groups: { 'consist-of': ['root', 'twice', 'twice'] } } } },
      accounts('/etc/group', ['twice:x:4711:root,root', 'five:x:4712:root:root']),
      ['pass', 'pass'],
    ],
  ])('%s', async (_what, checks, options, expected) => {
    const results = await checksHere(checks, options);

    expect(results.map(({ outcome }) => outcome)).toEqual(expected);
  });

  it("the owner 'UNKNOWN' tells a user of that name from one who has none", async () => {
    const stat = String.raw`shift 3; for f; do printf '81a4:1:4242:4242:UNKNOWN:UNKNOWN:%s\n' "$f"; done`;
    const grep = `printf '%s\\n' '/etc/passwd:UNKNOWN:x:4242:7::/:/bin/sh' '/etc/group:UNKNOWN:x:7:'`;
    const file = { '/etc/passwd': { exists: true, owner: 'UNKNOWN', group: 'UNKNOWN' } };

    const results = await checksHere({ file }, { programs: { stat, grep } });

    expect(results.map(({ outcome, message }) => `${outcome} ${message}`)).toEqual([
      'pass exists: true',
      'pass owner: "UNKNOWN"',
      'fail group: expected "UNKNOWN", but no group has the id 4242',
    ]);
  });

  it.each<readonly [string, Json, string]>([
    ['not, round an element that is no number', { not: { 'contain-element': { gt: 5 } } }, 'alpha\nbeta'],
    ['not, round a comparison of text', { not: { gt: 5 } }, 'alpha'],
    ['not, round a key of text', { not: { 'have-key': 'a' } }, 'alpha'],
    ['not, round a semantic version of none', { not: { 'semver-constraint': '>1.0.0' } }, 'alpha'],
    ['not, round JSON that is none', { not: { gjson: { a: 1 } } }, 'alpha'],
    ['or, whose first part cannot be compared', { or: [{ gt: 5 }, { 'have-prefix': 'alpha' }] }, 'alpha'],
    ['a number after a byte order mark', 5, '\uFEFF5'],
    ['a number of another kind', { gt: 1 }, 'inf'],
    ['a number that is too big', { gt: 1 }, '1e400'],
  ])('%s does not pass', (_what, expected, text) => {
    expect(matchText(expected, text).kind).toBe('impossible');
  });

  it.each<readonly [string, Json, Json]>([
    ['an address in capitals', ['2001:db8::1:0:0:1'], ['2001:db8::1:0:0:1']],
    ['two of the same', { 'have-len': 2 }, ['1.0-1', '1.0-1']],
  ])('%s passes', (_what, expected, value) => {
    expect(matchValue(expected, value).kind).toBe('match');
  });

  it('null where goss render writes it asserts nothing, and is shown so', async () => {
    const results = await checksHere({
      command: { always: { exec: true, 'exit-status': '00', stdout: null, title: 5 } },
    });

    expect(results.map(({ outcome, message }) => `${outcome} ${message}`)).toEqual([
      'pass exit-status: 0 (5)',
      'skip stdout: null asserts nothing (5)',
    ]);
  });

  it('a line that is nearly there shows it, so that a tab is seen', async () => {
    const results = await checksHere({
      command: { "printf 'a b\\nPort\\t22\\n'": { 'exit-status': 0, stdout: ['Port 22'] } },
    });

    expect(results[1]?.message).toContain(String.raw`no line has "Port 22"; the nearest is line 2, "Port\t22"`);
  });
});
