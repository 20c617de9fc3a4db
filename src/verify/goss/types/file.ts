import { quoteWord } from '../../../base/text/quote-word.ts';
import { type ProbeRecords, recordText } from '../probe/parse-records.ts';
import { absent, type Fact, type Facts, known, type Resource, type ResourceType, unknown } from '../resource.ts';
import { lastLines } from '../last-lines.ts';

/** Larger files are not carried over; a check of their content is an error, not a guess. Bytes. */
const MOST_CONTENT = 4 * 1024 * 1024;

const FILE_TYPES: Readonly<Record<number, string>> = {
  0o01: 'pipe',
  0o02: 'character-device',
  0o04: 'directory',
  0o06: 'block-device',
  0o10: 'file',
  0o12: 'symlink',
  0o14: 'socket',
};

const DIGESTS = ['md5', 'sha256', 'sha512'] as const;

/**
 * Looks at the name itself, not at what a link points to, as goss does: mode and owner of a link are the link's own.
 */
export const fileType: ResourceType = {
  name: 'file',
  nameKey: 'path',
  attributes: {
    exists: 'boolean',
    mode: 'string',
    owner: 'string',
    uid: 'number',
    group: 'string',
    gid: 'number',
    'linked-to': 'string',
    filetype: 'string',
    contains: 'text',
    contents: 'text',
    size: 'number',
    md5: 'string',
    sha256: 'string',
    sha512: 'string',
  },
  required: ['exists'],
  guard: 'exists',
  settings: {},
  checkName: (name) => (/^(\/|~)/.test(name) ? undefined : 'a path must be absolute'),
  gather: (resources) => [gatherStat(resources), ...gatherContents(resources), ...resources.flatMap(gatherRest)],
  read: readFiles,
  gatherMore: (failed) => failed.map(({ resource }) => listNearest(resource)),
  explain({ resource, facts, failed }, _first, more) {
    const listed = recordText(more, `file.ls.${resource.index}`).trimEnd();
    const text = failed.includes('contents') || failed.includes('contains') ? facts['contents'] : undefined;
    const content = text?.kind === 'value' && typeof text.value === 'string' ? text.value : '';
    return [...lastLines(listed, 3), ...lastLines(content, 20, 'content  ')];
  },
};

function gatherStat(resources: readonly Resource[]): string {
  const assignments = resources.map((resource) => `f${resource.index}=${pathWord(resource)}`);
  const tildes = resources
    .filter(({ name }) => name.startsWith('~'))
    .map(({ index }) => `m file.path.${index}; printf %s "$f${index}"`);
  const words = resources.map(({ index }) => `"$f${index}"`).join(' ');
  return [
    ...assignments,
    ...tildes,
    'm file.stat',
    `{ e=$({ LC_ALL=C stat -c '%f:%s:%u:%g:%U:%G:%n' -- ${words} >&3; } 2>&1); } 3>&1`,
    'm file.stat-errors',
    `printf '%s\\n' "$e"`,
  ].join('\n');
}

/** The path as a shell word; `~` and `~user` up to an unquoted slash are left for the shell to expand. */
function pathWord({ name }: Resource): string {
  const home = /^~[A-Za-z0-9._-]*(?:\/|$)/.exec(name)?.[0] ?? '';
  const rest = name.slice(home.length);
  // A quote right after `~root` would keep it from being expanded.
  return home !== '' && rest === '' ? home : home + quoteWord(rest);
}

/** Contents of all files with one `head`, each after a file that holds only its mark. */
function gatherContents(resources: readonly Resource[]): readonly string[] {
  const wanted = resources.filter(wantsContent);
  if (wanted.length === 0) return [];
  return [
    'set --',
    ...wanted.map(
      ({ index }) =>
        `if [ -f "$f${index}" ]; then m file.contents.${index} >"$d/f${index}"; set -- "$@" "$d/f${index}" "$f${index}"; fi`,
    ),
    `if [ $# -gt 0 ]; then { e=$({ LC_ALL=C head -q -c ${MOST_CONTENT + 1} -- "$@" >&3; } 2>&1); } 3>&1; m file.content-errors; printf '%s\\n' "$e"; fi`,
  ];
}

function wantsContent({ expectations }: Resource): boolean {
  return expectations.has('contents') || expectations.has('contains');
}

function gatherRest({ index, expectations }: Resource): readonly string[] {
  const file = `"$f${index}"`;
  const digests = DIGESTS.filter((digest) => expectations.has(digest)).map(
    (digest) => `if [ -f ${file} ]; then m file.${digest}.${index}; ${digest}sum <${file}; fi`,
  );
  const link = `if [ -L ${file} ]; then m file.link.${index}; readlink ${file}; fi`;
  return expectations.has('linked-to') ? [...digests, link] : digests;
}

/**
 * `stat` prints what it finds in the order of its arguments and leaves out the rest, so the names are followed along;
 * a name may hold anything, line feeds too.
 */
function readFiles(resources: readonly Resource[], records: ProbeRecords): readonly Facts[] {
  const errors = recordText(records, 'file.stat-errors');
  let rest = recordText(records, 'file.stat');
  return resources.map((resource) => {
    const path = records.get(`file.path.${resource.index}`)?.toString('utf8') ?? resource.name;
    const found = /^([0-9a-f]+):(\d+):(\d+):(\d+):([^:\n]*):([^:\n]*):/.exec(rest);
    const isThis = found !== null && rest.startsWith(`${path}\n`, found[0].length);
    if (!isThis) return { exists: readAbsence(path, errors) };
    rest = rest.slice(found[0].length + path.length + 1);
    return readStat(found, path, resource.index, records);
  });
}

function readAbsence(path: string, errors: string): Fact {
  if (/\bstat: not found|command not found/.test(errors)) return unknown('the guest has no `stat`');
  const line = errors.split('\n').find((one) => isAbout(one, path) && !/No such file|Not a directory/.test(one));
  return line === undefined ? known(false) : unknown(line);
}

/** GNU tools quote a name, busybox does not always. */
function isAbout(line: string, path: string): boolean {
  return line.includes(`'${path}'`) || line.includes(` ${path}:`);
}

function readStat(found: RegExpExecArray, path: string, index: number, records: ProbeRecords): Facts {
  const [, mode = '0', size, uid, gid, owner = '', group = ''] = found;
  const bits = Number.parseInt(mode, 16);
  const filetype = FILE_TYPES[bits >> 12] ?? 'file';
  const contents = readContent(records, path, index, filetype);
  const link = records.get(`file.link.${index}`);
  return {
    exists: known(true),
    mode: known((bits & 0o7777).toString(8).padStart(4, '0')),
    size: known(Number(size)),
    uid: known(Number(uid)),
    gid: known(Number(gid)),
    owner: owner === 'UNKNOWN' ? absent(`no user has the id ${uid}`) : known(owner),
    group: group === 'UNKNOWN' ? absent(`no group has the id ${gid}`) : known(group),
    filetype: known(filetype),
    contents,
    contains: contents,
    'linked-to': link ? known(link.toString('utf8').replace(/\n$/, '')) : absent(`it is not a link but a ${filetype}`),
    ...Object.fromEntries(DIGESTS.map((digest) => [digest, readDigest(records, index, digest, filetype)])),
  };
}

function readContent(records: ProbeRecords, path: string, index: number, filetype: string): Fact {
  const bytes = records.get(`file.contents.${index}`);
  if (!bytes)
    return absent(
      filetype === 'symlink'
        ? 'the link does not lead to a regular file'
        : `it is not a regular file but a ${filetype}`,
    );
  const error = recordText(records, 'file.content-errors')
    .split('\n')
    .find((line) => isAbout(line, path));
  if (error !== undefined) return unknown(error);
  return bytes.length > MOST_CONTENT
    ? unknown(`it is longer than ${MOST_CONTENT / 1024 / 1024} MiB`)
    : known(bytes.toString('utf8'));
}

function readDigest(records: ProbeRecords, index: number, digest: string, filetype: string): Fact {
  const hex = /^[0-9a-f]+/.exec(recordText(records, `file.${digest}.${index}`))?.[0];
  if (hex !== undefined) return known(hex);
  if (records.has(`file.${digest}.${index}`)) return unknown(`${digest}sum could not read it`);
  return absent(`it is not a regular file but a ${filetype}`);
}

/** `ls -ld` of the file, or of the nearest folder above it that exists. */
function listNearest(resource: Resource): string {
  return [
    `p=${pathWord(resource)}`,
    `m file.ls.${resource.index}`,
    'while [ ! -e "$p" ] && [ ! -L "$p" ] && [ "$p" != / ]; do p=${p%/*}; p=${p:-/}; case $p in */*) ;; *) p=/ ;; esac; done',
    'LC_ALL=C ls -ld -- "$p" 2>&1',
  ].join('\n');
}
