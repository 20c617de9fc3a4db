import { posix } from 'node:path';
import { quoteWord } from '../../../base/text/quote-word.ts';
import { SEPARATOR } from '../probe/probe-script.ts';
import type { Resource } from '../resource.ts';

/** Larger files are not carried over; a check of their content is an error, not a guess. Bytes. */
export const MOST_CONTENT = 4 * 1024 * 1024;

export const DIGESTS = ['md5', 'sha256', 'sha512'] as const;

/** Shell that looks at all files: one `stat`, one `head`, one process for each kind of digest, one for links. */
export function gatherFiles(resources: readonly Resource[]): readonly string[] {
  return [
    ...resources.map((resource) => `f${resource.index}=${pathWord(resource)}`),
    ...resources.filter(isTilde).map(({ index }) => `m file.path.${index}; printf %s "$f${index}"`),
    ...gatherStat(resources),
    ...gatherOwners(resources),
    ...gatherContents(
      resources.filter(({ expectations }) => expectations.has('contents') || expectations.has('contains')),
    ),
    ...DIGESTS.flatMap((digest) => gatherDigests(digest, resources)),
    ...gatherLinks(resources.filter(({ expectations }) => expectations.has('linked-to'))),
  ];
}

/** The path as it is meant: as in goss cleaned as text, so `/x/` is `/x`, whether that is a folder or not. */
export function cleanPath({ name }: Resource): string {
  const cleaned = posix.normalize(name);
  return cleaned.length > 1 ? cleaned.replace(/\/$/, '') : cleaned;
}

/** The path as a shell word; `~` and `~user` up to an unquoted slash are left for the shell to expand. */
export function pathWord(resource: Resource): string {
  const path = cleanPath(resource);
  // `~0`, `~+` and `~-` are nobody's home, but bash's own.
  const home = /^~(?!\d+(?:\/|$))(?:[A-Za-z0-9_][A-Za-z0-9._-]*)?(?:\/|$)/.exec(path)?.[0] ?? '';
  const rest = path.slice(home.length);
  // A quote right after `~root` would keep it from being expanded.
  return home !== '' && rest === '' ? home : home + quoteWord(rest);
}

function isTilde({ name }: Resource): boolean {
  return name.startsWith('~');
}

/** What `stat` does not find, the shell's own word says whether it is there: an error is not an absence. */
function gatherStat(resources: readonly Resource[]): readonly string[] {
  const words = resources.map(({ index }) => `"$f${index}"`).join(' ');
  return [
    'm file.kinds',
    `k() { if [ -f "$2" ]; then echo "$1 regular"; elif [ -e "$2" ] || [ -L "$2" ]; then echo "$1 other"; else echo "$1 gone"; fi; }`,
    ...resources.map(({ index }) => `k ${index} "$f${index}"`),
    'm file.stat',
    complaining(`stat -c '%f:%s:%u:%g:%U:%G:%n' -- ${words}`, 'file.stat-errors'),
  ];
}

/** `stat` calls an owner UNKNOWN who has no name, and one of that name too. */
function gatherOwners(resources: readonly Resource[]): readonly string[] {
  const isAsked = resources.some(({ expectations }) => expectations.has('owner') || expectations.has('group'));
  return isAsked ? ['m file.unknown', "grep '^UNKNOWN:' /etc/passwd /etc/group 2>/dev/null"] : [];
}

function gatherContents(wanted: readonly Resource[]): readonly string[] {
  if (wanted.length === 0) return [];
  return [
    ...collect('file.content-order', '-f', wanted, SEPARATOR),
    'm file.contents',
    'r=0',
    `if [ $# -gt 0 ]; then ${complaining(`head -q -c ${MOST_CONTENT + 1} -- "$@"`, 'file.content-errors')}; fi`,
    'm file.content-status; echo $r',
  ];
}

/** Lines of `HEX  PATH`; a path with a line feed or a backslash, which would be written otherwise, is given alone. */
function gatherDigests(digest: string, resources: readonly Resource[]): readonly string[] {
  const wanted = resources.filter(({ expectations }) => expectations.has(digest));
  const plain = wanted.filter(({ name }) => !name.startsWith('~') && !/[\n\\]/.test(name));
  const others = wanted.filter((resource) => !plain.includes(resource));
  const batch = [
    ...collect(`file.${digest}-order`, '-f', plain),
    `m file.${digest}`,
    `if [ $# -gt 0 ]; then ${complaining(`${digest}sum -- "$@"`, `file.${digest}-errors`)}; fi`,
  ];
  return [
    ...(plain.length > 0 ? batch : []),
    ...others.map(
      ({ index }) => `if [ -f "$f${index}" ]; then m file.${digest}.${index}; ${digest}sum <"$f${index}"; fi`,
    ),
  ];
}

/** All targets in one go, each ended by NUL; one by one where `readlink` cannot do that (busybox). */
function gatherLinks(wanted: readonly Resource[]): readonly string[] {
  if (wanted.length === 0) return [];
  return [
    ...collect('file.link-order', '-L', wanted),
    'm file.links',
    'r=0; if [ $# -gt 0 ]; then readlink -z -- "$@" 2>/dev/null; r=$?; fi',
    'if [ $r -ne 0 ]; then',
    '  m file.links-refused',
    ...wanted.map(({ index }) => `  if [ -L "$f${index}" ]; then m file.link.${index}; readlink "$f${index}"; fi`),
    'fi',
  ];
}

/** Puts the paths for which a test holds into `$@`, each after `before`, and their indexes, in that order, into a record. */
function collect(record: string, test: '-f' | '-L', wanted: readonly Resource[], before = ''): readonly string[] {
  return [
    `set --; m ${record}`,
    ...wanted.map(
      ({ index }) => `if [ ${test} "$f${index}" ]; then set -- "$@" ${before} "$f${index}"; echo ${index}; fi`,
    ),
  ];
}

/** Runs a command with its output in the record that stands open, its complaints in one of their own; `$r` is its status. */
function complaining(command: string, record: string): string {
  return `{ e=$({ LC_ALL=C ${command} >&3; } 2>&1); } 3>&1; r=$?; m ${record}; printf '%s\\n' "$e"`;
}
