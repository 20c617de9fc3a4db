import type { Json, JsonObject } from '../../../base/json/json.ts';
import type { MatcherName } from '../match/match-value.ts';

/** A sentence about an attribute, and what people write there. */
interface AttributeWords {
  readonly about?: string;
  readonly examples?: readonly Json[];
}

export interface TypeWords {
  readonly about: string;
  /** What one entry of the type may look like. */
  readonly example?: JsonObject;
  readonly attributes: Readonly<Record<string, AttributeWords>>;
}

/** What editors say of each resource type and its attributes; a test holds it to the verifier's tables. */
export const TYPE_WORDS: Readonly<Record<string, TypeWords>> = {
  package: {
    about: 'Packages by name, as rpm, dpkg, apk or pacman know them.',
    example: { 'openssh-server': { installed: true } },
    attributes: {
      installed: { about: 'Whether it is installed.' },
      versions: { about: 'Versions that are installed.', examples: [['9.9p1'], { 'semver-constraint': '>=9.0' }] },
      name: { examples: ['openssh-server'] },
    },
  },
  service: {
    about: 'Units of systemd by name; `.service` may be left out.',
    example: { sshd: { enabled: true, running: true } },
    attributes: {
      enabled: { about: 'Whether it starts at boot; a static unit counts as enabled.' },
      running: { about: 'Whether it is active now.' },
      runlevels: { about: 'Runlevels; systemd has none.', examples: [[]] },
      name: { examples: ['sshd.service'] },
    },
  },
  file: {
    about: 'Files, folders and links by absolute path. Links are not followed.',
    example: { '/etc/ssh/sshd_config': { exists: true, mode: '0600', owner: 'root' } },
    attributes: {
      exists: { about: 'Whether it is there.' },
      mode: { about: 'Permissions in octal, quoted.', examples: ['0644'] },
      owner: { about: 'Name of its user.', examples: ['root'] },
      uid: { about: 'Number of its user.', examples: [0] },
      group: { about: 'Name of its group.', examples: ['root'] },
      gid: { about: 'Number of its group.', examples: [0] },
      'linked-to': { about: 'What a symbolic link points to, as it is written in it.', examples: ['../run/motd'] },
      filetype: { about: 'file, directory, symlink, pipe, socket or device.', examples: ['file', 'directory'] },
      contains: { about: 'The older name of `contents`.', examples: [['PermitRootLogin no']] },
      contents: {
        about:
          'Its text, line by line: each item is a part of some line, `!` before it means of none, `/…/` is a pattern.',
        examples: [['PermitRootLogin no', '!/^Match/']],
      },
      size: { about: 'Bytes.', examples: [{ gt: 0 }] },
      md5: { about: 'Digest of its content.', examples: ['d41d8cd98f00b204e9800998ecf8427e'] },
      sha256: {
        about: 'Digest of its content.',
        examples: ['e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
      },
      sha512: { about: 'Digest of its content, 128 hex digits.', examples: [{ 'have-prefix': 'cf83e1357eefb8bd' }] },
      path: { examples: ['/etc/motd'] },
    },
  },
  port: {
    about: 'Ports by protocol and number: `tcp:22`, `tcp6:22`, `udp:53`; a bare number is tcp.',
    example: { 'tcp:22': { listening: true } },
    attributes: {
      listening: { about: 'Whether something listens.' },
      ip: { about: 'Addresses on which it listens.', examples: [['0.0.0.0']] },
      port: { examples: ['tcp:22'] },
    },
  },
  user: {
    about: 'Users by name.',
    example: { sshd: { exists: true, shell: '/sbin/nologin' } },
    attributes: {
      exists: { about: 'Whether there is such a user.' },
      uid: { about: 'Number of the user.', examples: [74] },
      gid: { about: 'Number of the main group.', examples: [74] },
      home: { about: 'Home folder.', examples: ['/var/empty/sshd'] },
      groups: { about: 'Names of the groups, the main one among them.', examples: [['wheel']] },
      shell: { about: 'Shell at login.', examples: ['/sbin/nologin', '/bin/bash'] },
      username: { examples: ['sshd'] },
    },
  },
  group: {
    about: 'Groups by name.',
    example: { wheel: { exists: true } },
    attributes: {
      exists: { about: 'Whether there is such a group.' },
      gid: { about: 'Number of the group.', examples: [10] },
      groupname: { examples: ['wheel'] },
    },
  },
  command: {
    about: 'Shell lines, run as root. They have no order and may run side by side.',
    example: { 'sshd -T': { 'exit-status': 0, stdout: ['permitrootlogin no'] } },
    attributes: {
      'exit-status': { about: 'Exit status.', examples: [0] },
      stdout: {
        about:
          'Standard output, line by line: each item is a part of some line, `!` before it means of none, `/…/` is a pattern.',
        examples: [['permitrootlogin no']],
      },
      stderr: { about: 'Standard error, read as `stdout` is.', examples: [['!/error/i']] },
      exec: { examples: ['sshd -T'] },
    },
  },
};

/** Keys that stand for the name, where the key of the entry is to be something else. */
export const NAME_WORDS: Readonly<Record<string, string>> = {
  name: 'The name, where the key is another.',
  path: 'The path, where the key is something else.',
  port: 'The port, where the key is something else.',
  username: 'The user, where the key is something else.',
  groupname: 'The group, where the key is something else.',
  exec: 'The shell line, where the key is something else.',
};

export const SETTING_WORDS: Readonly<Record<string, string>> = {
  timeout: 'Milliseconds that it may take, rounded up to whole seconds. Default 10000.',
};

export const COMMON_WORDS = {
  title: 'What it is for; shown where it fails.',
  meta: 'Notes, which nothing reads.',
  skip: 'Whether to leave it out; told as skipped. Default false.',
} as const;

/** What each matcher asks; `example` is its argument. */
export const MATCHER_WORDS: Readonly<Record<MatcherName, { readonly about: string; readonly example: Json }>> = {
  equal: { about: 'Is exactly this.', example: 'root' },
  'have-prefix': { about: 'Begins with this text.', example: '9.' },
  'have-suffix': { about: 'Ends with this text.', example: '.conf' },
  'contain-substring': { about: 'Holds this text.', example: 'permitrootlogin no' },
  'match-regexp': {
    about: 'Matches this pattern of Go’s, anywhere.',
    example: '^permitrootlogin (no|without-password)',
  },
  'have-patterns': { about: 'Its lines hold these, as under `contents`.', example: ['permitrootlogin no'] },
  gt: { about: 'Is more than.', example: 0 },
  ge: { about: 'Is at least.', example: 1 },
  lt: { about: 'Is less than.', example: 100 },
  le: { about: 'Is at most.', example: 100 },
  'contain-element': { about: 'Has this among its elements.', example: 'wheel' },
  'contain-elements': { about: 'Has these among its elements.', example: ['wheel', 'adm'] },
  'consist-of': { about: 'Has these elements and no others, in any order.', example: ['wheel'] },
  'have-len': { about: 'Has so many elements, or bytes.', example: 1 },
  'have-key': { about: 'Is a map with this key.', example: 'version' },
  not: { about: 'The opposite holds.', example: { 'have-prefix': 'root' } },
  and: { about: 'All of these hold.', example: [{ gt: 0 }, { lt: 100 }] },
  or: { about: 'At least one of these holds.', example: ['active', 'activating'] },
  'semver-constraint': { about: 'Is a version in this range.', example: '>=9.0' },
  gjson: { about: 'Is JSON; by path, what is there.', example: { 'status.code': 0 } },
};
