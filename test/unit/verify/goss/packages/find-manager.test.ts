import { describe, expect, it } from 'vitest';
import { findManager, PACKAGE_MANAGERS } from '../../../../../src/verify/goss/packages/find-manager.ts';

interface Said {
  readonly stdout?: string;
  readonly stderr?: string;
  readonly status?: number;
}

/** What the manager's answer says of each name: its versions, none, or `unknown`. */
function read(
  manager: string,
  names: readonly string[],
  { stdout = '', stderr = '', status = 0 }: Said,
): readonly string[] {
  const find = findManager(manager)?.read({ names, stdout, stderr, status });
  return names.map((name) => {
    const versions = find?.(name);
    return versions === undefined ? 'unknown' : versions.join(' ') || 'none';
  });
}

describe('the answer of rpm', () => {
  const stdout =
    'demo\t\t1.2.3\t1\tnoarch\nepoch\t3\t1.0\t2.el9\tx86_64\nlib\t\t1\t1\ti686\nlib\t\t1\t1\tx86_64\npackage gone is not installed\n';

  it.each([
    ['demo', '1.2.3-1'],
    ['demo-1.2.3', '1.2.3-1'],
    ['demo-1.2.3-1', '1.2.3-1'],
    ['demo-1.2.3-1.noarch', '1.2.3-1'],
    ['demo.noarch', '1.2.3-1'],
    ['demo-0:1.2.3-1', '1.2.3-1'],
    ['epoch-3:1.0', '3:1.0-2.el9'],
    ['epoch-3:1.0-2.el9.x86_64', '3:1.0-2.el9'],
    ['lib', '1-1 1-1'],
    ['gone', 'none'],
    ['never-named', 'unknown'],
  ])('%s is %s', (name, versions) => {
    expect(read('rpm', [name], { stdout })).toEqual([versions]);
  });

  it('has a package once that was asked for twice', () => {
    expect(read('rpm', ['demo', 'demo-1.2.3'], { stdout: stdout + stdout })).toEqual(['1.2.3-1', '1.2.3-1']);
  });

  it('that nothing is installed counts only without a complaint, but for warnings', () => {
    expect(read('rpm', ['gone'], { stdout, stderr: 'warning: Found NDB\n' })).toEqual(['none']);
    expect(read('rpm', ['gone', 'demo'], { stdout, stderr: 'error: rpmdbNextIterator: damaged\n' })).toEqual([
      'unknown',
      '1.2.3-1',
    ]);
  });
});

describe('the answer of dpkg-query', () => {
  const stdout = [
    'install ok installed\tbase-files\tamd64\t13.8+deb13u8',
    'install ok installed\tlibc6\tamd64\t2.41-12',
    'install ok installed\tlibc6\ti386\t2.41-12',
    'hold ok installed\theld\tall\t1:2.0-1',
    'deinstall ok config-files\trest\tamd64\t1.0',
    'install ok half-configured\thalf\tamd64\t1.0',
    'unknown ok not-installed\tnever\t\t',
    '',
  ].join('\n');
  const stderr = 'dpkg-query: no packages found matching nosuch\n';
  const names = ['base-files', 'libc6', 'libc6:i386', 'held', 'rest', 'half', 'never', 'nosuch', 'unnamed'];

  it('has versions of what is installed or held, for each architecture; anything else is not', () => {
    expect(read('dpkg', names, { stdout, stderr, status: 1 })).toEqual([
      '13.8+deb13u8',
      '2.41-12 2.41-12',
      '2.41-12',
      '1:2.0-1',
      'none',
      'none',
      'none',
      'none',
      'unknown',
    ]);
  });

  it.each(["dpkg-query: error: parsing file '/var/lib/dpkg/status' near line 3:", 'sh: 1: dpkg-query: not found'])(
    '%s is no answer',
    (said) => {
      expect(read('dpkg', ['nosuch', 'rest'], { stdout: '', stderr: said, status: 2 })).toEqual(['unknown', 'unknown']);
    },
  );
});

describe('the answer of apk', () => {
  it('is the list of all that is installed', () => {
    const stdout = 'musl-1.2.5-r0\nlibcrypto3-3.3.2-r0\npy3-a-b-1.0_rc1-r12\n.build-deps-20240101.120000\n';
    const names = ['musl', 'libcrypto3', 'py3-a-b', '.build-deps', 'py3', 'nosuch'];

    const stderr = 'WARNING: opening /var/cache/apk: No such file or directory\n';

    expect(read('apk', names, { stdout, stderr })).toEqual([
      '1.2.5-r0',
      '3.3.2-r0',
      '1.0_rc1-r12',
      '20240101.120000',
      'none',
      'none',
    ]);
  });

  it.each<Said>([
    { stderr: 'sh: apk: not found', status: 127 },
    { stdout: 'a-1-r0\n', stderr: 'ERROR: Unable to read database: v2 database format error\n', status: 99 },
    { stdout: '' },
  ])('%j says of nothing that it is not there', (said) => {
    expect(read('apk', ['nosuch'], said)).toEqual(['unknown']);
  });
});

describe('the answer of pacman', () => {
  it('names what provides what was asked for, and what it did not find', () => {
    const said = {
      stdout: 'demo 1.0-1\nbash 1:5.2-3\nbash 1:5.2-3\n',
      stderr: "error: package 'nosuch' was not found\n",
      status: 1,
    };

    expect(read('pacman', ['demo', 'nosuch', 'sh', 'bash'], said)).toEqual(['1.0-1', 'none', '1:5.2-3', '1:5.2-3']);
  });

  it.each<Said>([
    { stderr: 'sh: 1: pacman: not found', status: 127 },
    {
      stderr: 'error: failed to initialize alpm library:\n(root: /, dbpath: /x): could not find database',
      status: 255,
    },
    { stdout: 'one 1\n', status: 0 },
  ])('%j is no answer', (said) => {
    expect(read('pacman', ['one', 'two'], said)).toEqual(['unknown', 'unknown']);
  });
});

it('managers are known by the names that goss has for them', () => {
  expect(PACKAGE_MANAGERS.map(({ name }) => name).toSorted()).toEqual(['apk', 'dpkg', 'pacman', 'rpm']);
  expect(findManager('')).toBeUndefined();
});
