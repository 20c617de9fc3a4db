import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/base/json/json.ts';
import { checksHere, outcomes } from '../support/checks-here.ts';

/** A tool that is not in the guest, checks that a lie of it would turn green, and the word that says what is missing. */
const MISSING: readonly (readonly [tool: string, checks: JsonObject, said: RegExp])[] = [
  ['stat', { file: { '/etc/passwd': { exists: false }, '/no/such': { exists: false } } }, /the guest has no `stat`/],
  ['head', { file: { '/etc/passwd': { exists: true, contents: ['!root'] } } }, /head: not found/],
  ['head', { command: { 'echo bad': { 'exit-status': 0, stdout: ['!bad'], stderr: '' } } }, /head: not found/],
  [
    'timeout',
    { command: { 'echo bad': { 'exit-status': { not: 1 }, stdout: ['!bad'] } } },
    /the guest has no `timeout`/,
  ],
  ['md5sum', { file: { '/etc/passwd': { exists: true, md5: { not: 'x' } } } }, /md5sum: not found/],
  ['sha256sum', { file: { '/etc/passwd': { exists: true, sha256: { not: 'x' } } } }, /sha256sum: not found/],
  [
    'readlink',
    { file: { '/proc/self/exe': { exists: true, 'linked-to': { not: 'x' } } } },
    /`readlink` could not read it/,
  ],
  ['systemctl', { service: { ssh: { running: false, enabled: false } } }, /systemctl: not found/],
];

/** Without these no reply can be made, or not a whole one. */
const NEEDED = ['base64', 'cat', 'tee', 'mktemp', 'mkfifo'];

describe('a guest that lacks', () => {
  it.each(MISSING)('%s: what would need it is an error that names it, %j', async (tool, checks, said) => {
    const results = await checksHere(checks, { without: [tool, 'getent'] });

    const looked = results.filter(({ outcome }) => outcome !== 'skip');
    const others = looked.filter(
      ({ outcome, property }) => outcome !== 'error' && property !== 'exists' && property !== 'exit-status',
    );
    expect(others).toEqual([]);
    expect(looked.map(({ message }) => message).join('\n')).toMatch(said);
    expect(looked.filter(({ outcome, expected }) => outcome === 'pass' && expected !== true && expected !== 0)).toEqual(
      [],
    );
  });

  it.each(NEEDED)('%s: nothing is judged, and the tool is named', async (tool) => {
    const verdict = checksHere(
      { command: { 'echo bad': { 'exit-status': 0, stdout: ['!bad'] } } },
      { without: [tool] },
    );

    await expect(verdict).rejects.toMatchObject({
      code: 'VERIFY_TROUBLE',
      message: expect.stringContaining(`it has no '${tool}'`) as unknown,
    });
  });

  it('cksum: another checksum does, and without that one it is named', async () => {
    const checks = { command: { 'echo bad': { 'exit-status': 0, stdout: ['!bad'] } } };

    const results = await checksHere(checks, { without: ['cksum'] });
    const verdict = checksHere(checks, { without: ['cksum', 'sha256sum'] });

    expect(results.map(({ outcome }) => outcome)).toEqual(['pass', 'fail']);
    await expect(verdict).rejects.toThrow("it has no 'sha256sum'");
  });

  it('a `head` that knows -q: contents and outputs are errors that say so', async () => {
    const head = `case " $* " in *' -q '*) echo "head: invalid option -- 'q'" >&2; exit 1 ;; esac; exec /usr/bin/head "$@"`;

    const results = await checksHere(
      {
        file: { '/etc/passwd': { exists: true, contents: ['!root'] } },
        command: { 'echo bad': { 'exit-status': 0, stdout: ['!bad'], stderr: '' } },
      },
      { programs: { head } },
    );

    expect(outcomes(results)).toEqual([
      'pass file /etc/passwd exists',
      'error file /etc/passwd contents',
      'pass command echo bad exit-status',
      'error command echo bad stdout',
      'error command echo bad stderr',
    ]);
    expect(results[1]?.message).toBe("contents: could not find out: head: invalid option -- 'q'");
  });

  it('files of accounts and sockets that can be read: nothing is taken for absent', async () => {
    const cat = '[ $# -eq 0 ] || { echo "cat: $1: Input/output error" >&2; exit 1; }; exec /usr/bin/cat';

    const results = await checksHere(
      {
        user: { nobody: { exists: false } },
        group: { 'no-such': { exists: false } },
        port: { 'tcp:9': { listening: false } },
      },
      { programs: { cat } },
    );

    expect(results.map(({ message }) => message)).toEqual([
      'exists: could not find out: /etc/passwd could not be read',
      'exists: could not find out: /etc/group could not be read',
      'listening: could not find out: /proc/net/tcp could not be read',
    ]);
  });

  it('a `readlink` that takes many paths: links are read one by one', async () => {
    const readlink = 'case $1 in -z) exit 1 ;; esac; exec /usr/bin/readlink "$@"';

    const results = await checksHere(
      {
        file: {
          '/proc/self': { exists: true, 'linked-to': { 'match-regexp': '^[0-9]+$' } },
          '/etc/passwd': { exists: true, 'linked-to': { not: 'x' } },
        },
      },
      { programs: { readlink } },
    );

    expect(outcomes(results)).toEqual([
      'pass file /proc/self exists',
      'pass file /proc/self linked-to',
      'pass file /etc/passwd exists',
      'fail file /etc/passwd linked-to',
    ]);
  });

  it.each([
    [
      'a systemctl that cannot reach systemd',
      { systemctl: 'echo "Failed to connect to bus: Host is down" >&2; exit 1' },
    ],
    ['a systemctl that says less than it was asked', { systemctl: 'exit 3' }],
    ['a systemctl that says more than a word', { systemctl: 'echo "unit is fine"; exit 0' }],
  ])('%s: no unit is taken for stopped or disabled', async (_what, programs) => {
    const service = {
      one: { running: false, enabled: false },
      two: { running: { not: true }, enabled: { not: true } },
    };

    const results = await checksHere({ service }, { programs });

    expect(results.map(({ outcome }) => outcome)).toEqual(['error', 'error', 'error', 'error']);
  });
});
