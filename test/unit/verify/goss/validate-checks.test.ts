import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/base/json/json.ts';
import { type CheckDocument, placeKey } from '../../../../src/verify/goss/document.ts';
import { validateCheckDocuments, validateChecks } from '../../../../src/verify/goss/validate-checks.ts';

function documentOf(resources: JsonObject, places: CheckDocument['places'] = {}, file = 'goss.yml'): CheckDocument {
  return { resources, file, places };
}

const MESSAGES: readonly (readonly [resources: JsonObject, message: string])[] = [
  [{ fyle: { '/x': { exists: true } } }, "unknown resource type 'fyle'; did you mean 'file'?"],
  [{ http: { 'http://x': { status: 200 } } }, "not supported yet: resource type 'http'"],
  [{ service: {} }, "'service' is empty: it would check nothing"],
  [{ service: { sshd: null } }, "'sshd' must hold a map of attributes"],
  [{ service: { sshd: { title: 'x' } } }, "'sshd' asserts nothing; it takes enabled, running, runlevels"],
  [{ service: { sshd: { runing: true } } }, "unknown attribute 'runing' of service; did you mean 'running'?"],
  [
    { service: { sshd: { running: 'yes' } } },
    'running: expected true, false or a matcher, not "yes"; YAML 1.2: write true',
  ],
  [{ service: { 'a b': { running: true } } }, "'a b' is not a unit name"],
  [{ file: { '/x': { mode: '0644' } } }, "'/x' needs 'exists'"],
  [{ file: { x: { exists: true } } }, 'a path must be absolute'],
  [{ file: { '/x': { exists: true, contents: [12] } } }, 'contents: a pattern must be text, not 12; quote it'],
  [{ file: { '/x': { exists: true, contents: ['/a(b/'] } } }, "contents: bad regexp '/a(b/': missing closing ): `a(b`"],
  [
    { file: { '/x': { exists: true, contents: [String.raw`!/\herror/`] } } },
    "contents: bad regexp '!/\\herror/': invalid escape sequence: `\\h`",
  ],
  [{ file: { '/x': { exists: true, size: 'big' } } }, 'size: expected a number or a matcher, not "big"'],
  [{ file: { '/x': { exists: true, size: { not: null } } } }, 'size: there is no value'],
  [{ file: { '/x': { exists: null, size: 4 } } }, "'/x' needs 'exists'"],
  [{ service: { sshd: { running: null } } }, "'sshd' asserts nothing; it takes enabled, running, runlevels"],
  [{ service: { sshd: { running: true, skip: 'maybe' } } }, "'skip' must be true or false"],
  [{ file: { '/x': { exists: true, owner: ['root'] } } }, 'owner: expected a string or a matcher, not a list'],
  [{ file: { '/x': { exists: true, size: { gr: 5 } } } }, "size: unknown matcher 'gr'; did you mean 'gt'?"],
  [{ file: { '/x': { exists: true, size: { gt: 'x' } } } }, `size: 'gt' takes a number, not "x"`],
  [
    { file: { '/x': { exists: true, size: { gt: 5, lt: 9 } } } },
    "size: only one matcher is allowed at a level, found 'gt', 'lt'; combine them with 'and' or 'or'",
  ],
  [
    { file: { '/x': { exists: true, mode: { and: [{ 'match-regexp': '(?=x)' }] } } } },
    "mode: bad regexp '(?=x)': invalid or unsupported Perl syntax: `(?=`; Go patterns have no look-around",
  ],
  [{ file: { '/x': { exists: true, contents: { xml: {} } } } }, "contents: not supported yet: matcher 'xml'"],
  [{ port: { ssh: { listening: true } } }, "'ssh' is not a port: write 22, tcp:22, tcp6:22, udp:53 or udp6:53"],
  [{ package: { 'a; b': { installed: true } } }, "'a; b' is not a package name"],
  [{ package: { bash: { installed: true, retry_count: 3 } } }, "not supported yet: 'retry_count'"],
  [{ command: { true: { 'exit-status': 0, timeout: '1s' } } }, "'timeout' must be a number of milliseconds"],
  [{ command: { true: { stdout: ['x'] } } }, "'true' needs 'exit-status'"],
  [{ command: { 'a\0b': { 'exit-status': 0 } } }, 'a name cannot hold NUL'],
];

describe('validating checks', () => {
  it.each(MESSAGES)('%j', (resources, message) => {
    const problems = validateChecks(documentOf(resources));

    expect(problems.map((problem) => problem.message)).toEqual([message]);
  });

  it('accepts every attribute of every type', () => {
    const problems = validateChecks(
      documentOf({
        file: {
          conf: {
            path: '~root/x',
            exists: true,
            mode: '0644',
            owner: 'root',
            uid: 0,
            group: 'root',
            gid: { lt: 5 },
            'linked-to': '/y',
            filetype: { or: ['file', 'symlink'] },
            contents: ['a', '!/b/'],
            size: { gt: 1 },
            md5: 'a',
            sha256: 'b',
            sha512: 'c',
            title: 't',
            meta: { severity: 1 },
            skip: false,
          },
        },
        package: { bash: { installed: true, versions: ['5.1-1'] } },
        service: { sshd: { enabled: true, running: { not: false }, runlevels: [] } },
        port: { 22: { listening: true, ip: ['0.0.0.0'] } },
        user: { root: { exists: true, uid: 0, gid: 0, home: '/root', groups: { 'have-len': 1 }, shell: '/bin/sh' } },
        group: { root: { exists: true, gid: '0' } },
        command: { id: { exec: 'true', 'exit-status': 0, stdout: 12, stderr: '', timeout: 500 } },
      }),
    );

    expect(problems).toEqual([]);
  });

  it('accepts what goss itself writes, and words that YAML reads otherwise than they are meant', () => {
    const problems = validateChecks(
      documentOf({
        file: { '/x': { exists: 'true', contents: null, title: 5, skip: 'no' } },
        command: { always: { exec: true, 'exit-status': '00', stdout: null, stderr: null } },
      }),
    );

    expect(problems).toEqual([]);
  });

  it('points at the attribute, or at what holds it', () => {
    const places = {
      [placeKey('service', 'sshd')]: { file: 'suites/ssh.yml', line: 7, column: 5 },
      [placeKey('service', 'sshd', 'runing')]: { file: 'suites/ssh.yml', line: 8, column: 7 },
    };

    const problems = validateChecks(documentOf({ service: { sshd: { runing: true, enabled: 3 } } }, places));

    expect(problems.map(({ file, line, column }) => `${file}:${line}:${column}`)).toEqual([
      'suites/ssh.yml:8:7',
      'suites/ssh.yml:7:5',
    ]);
  });

  it('refuses one id that two files define differently, which goss would silently replace', () => {
    const one = documentOf({ service: { sshd: { running: true } } }, {}, 'a.yml');
    const same = documentOf({ service: { sshd: { running: true } } }, {}, 'b.yml');
    const other = documentOf({ service: { sshd: { running: false } } }, {}, 'c.yml');

    const problems = validateCheckDocuments([one, same, other]);

    expect(problems).toEqual([
      { file: 'c.yml', line: 1, column: 1, message: "service 'sshd' is defined differently at a.yml:1" },
    ]);
  });
});
