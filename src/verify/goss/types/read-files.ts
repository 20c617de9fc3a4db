import { findTrouble } from '../probe/find-trouble.ts';
import { type ProbeRecords, recordLines, recordParts, recordText } from '../probe/parse-records.ts';
import { absent, type Fact, type Facts, known, type Resource, unknown } from '../resource.ts';
import { cleanPath, DIGESTS, MOST_CONTENT } from './gather-files.ts';

const FILE_TYPES: Readonly<Record<number, string>> = {
  0o01: 'pipe',
  0o02: 'character-device',
  0o04: 'directory',
  0o06: 'block-device',
  0o10: 'file',
  0o12: 'symlink',
  0o14: 'socket',
};

/**
 * `stat` prints what it finds in the order of its arguments and leaves out the rest, so the names are followed along;
 * a name may hold anything, line feeds too.
 */
export function readFiles(resources: readonly Resource[], records: ProbeRecords): readonly Facts[] {
  const kinds = new Map((recordLines(records, 'file.kinds') ?? []).map((line) => splitOnce(line)));
  const paths = resources.map((resource) => recordText(records, `file.path.${resource.index}`) || cleanPath(resource));
  let rest = recordText(records, 'file.stat');
  return resources.map(({ index }, at) => {
    const path = paths[at] ?? '';
    if (path.startsWith('~')) return { exists: absent(`there is no user '${path.slice(1).split('/', 1)[0]}'`) };
    const found = /^([0-9a-f]+):(\d+):(\d+):(\d+):([^:\n]*):([^:\n]*):/.exec(rest);
    const isThis = found !== null && rest.startsWith(`${path}\n`, found[0].length);
    if (!isThis) return { exists: readAbsence(path, kinds.get(String(index)), { paths, records }) };
    rest = rest.slice(found[0].length + path.length + 1);
    return readStat(found, { path, index, isRegular: kinds.get(String(index)) === 'regular', paths }, records);
  });
}

/** One file that is there. */
interface Found {
  readonly path: string;
  readonly index: number;
  /** It is a regular file, or a link that leads to one. */
  readonly isRegular: boolean;
  /** All that were looked at, to know whom a complaint is about. */
  readonly paths: readonly string[];
}

/** Absent is what the shell calls gone and nobody complains of otherwise. */
function readAbsence(
  path: string,
  kind: string | undefined,
  { paths, records }: { readonly paths: readonly string[]; readonly records: ProbeRecords },
): Fact {
  const errors = recordLines(records, 'file.stat-errors');
  const trouble = (errors ?? []).filter((line) => !/No such file|Not a directory/.test(line));
  const own = trouble.find((line) => isAbout(line, path)) ?? trouble.find((line) => !isAboutAny(line, paths));
  if (own !== undefined) return unknown(nameTrouble(own));
  return errors && kind === 'gone' ? known(false) : unknown('`stat` said nothing about it');
}

function nameTrouble(line: string): string {
  const said = findTrouble(line) ?? line;
  return /^stat: (?:command )?not found$/.test(said) ? 'the guest has no `stat`' : said;
}

/** GNU tools quote a name, busybox does not always. */
function isAbout(line: string, path: string): boolean {
  return line.includes(`'${path}'`) || line.includes(` ${path}:`);
}

function isAboutAny(line: string, paths: readonly string[]): boolean {
  return paths.some((path) => isAbout(line, path));
}

function readStat(stat: RegExpExecArray, file: Found, records: ProbeRecords): Facts {
  const [, mode = '0', size, uid = '', gid = '', owner = '', group = ''] = stat;
  const bits = Number.parseInt(mode, 16);
  const filetype = FILE_TYPES[bits >> 12] ?? 'file';
  const contents = file.isRegular ? readContent(file, records) : noRegularFile(filetype);
  return {
    exists: known(true),
    mode: known((bits & 0o7777).toString(8).padStart(4, '0')),
    size: known(Number(size)),
    uid: known(Number(uid)),
    gid: known(Number(gid)),
    owner: isNameless(owner, `/etc/passwd:UNKNOWN:[^:]*:${uid}:`, records)
      ? absent(`no user has the id ${uid}`)
      : known(owner),
    group: isNameless(group, `/etc/group:UNKNOWN:[^:]*:${gid}:`, records)
      ? absent(`no group has the id ${gid}`)
      : known(group),
    filetype: known(filetype),
    contents,
    contains: contents,
    'linked-to': filetype === 'symlink' ? readLink(file.index, records) : absent(`it is not a link but a ${filetype}`),
    ...Object.fromEntries(
      DIGESTS.map((digest) => [digest, file.isRegular ? readDigest(digest, file, records) : noRegularFile(filetype)]),
    ),
  };
}

function noRegularFile(filetype: string): Fact {
  return absent(
    filetype === 'symlink' ? 'the link does not lead to a regular file' : `it is not a regular file but a ${filetype}`,
  );
}

function isNameless(name: string, entry: string, records: ProbeRecords): boolean {
  return name === 'UNKNOWN' && !new RegExp(`^${entry}`, 'm').test(recordText(records, 'file.unknown'));
}

function readContent({ path, index, paths }: Found, records: ProbeRecords): Fact {
  const order = recordLines(records, 'file.content-order') ?? [];
  const parts = recordParts(records, 'file.contents', order.length);
  const status = recordText(records, 'file.content-status').trim();
  const errors = recordLines(records, 'file.content-errors') ?? [];
  const own = errors.find((line) => isAbout(line, path)) ?? errors.find((line) => !isAboutAny(line, paths));
  if (own !== undefined) return unknown(findTrouble(own) ?? own);
  const bytes = status === '0' || errors.length > 0 ? parts?.[order.indexOf(String(index))] : undefined;
  if (!bytes) return unknown('the probe did not read it');
  return bytes.length > MOST_CONTENT
    ? unknown(`it is longer than ${MOST_CONTENT / 1024 / 1024} MiB`)
    : known(bytes.toString('utf8'));
}

function readDigest(digest: string, { path, index }: Found, records: ProbeRecords): Fact {
  const alone = /^([0-9a-f]+)\s/.exec(recordText(records, `file.${digest}.${index}`))?.[1];
  const line = (recordLines(records, `file.${digest}`) ?? []).find(
    (one) => /^[0-9a-f]+ [ *]/.test(one) && one.endsWith(` ${path}`),
  );
  const hex =
    alone ?? (line !== undefined && line.replace(/^[0-9a-f]+ [ *]/, '') === path ? line.split(' ', 1)[0] : undefined);
  if (hex !== undefined) return known(hex);
  const errors = recordLines(records, `file.${digest}-errors`) ?? [];
  const said = errors.find((one) => isAbout(one, path)) ?? errors[0];
  return unknown((said === undefined ? undefined : findTrouble(said)) ?? `\`${digest}sum\` could not read it`);
}

function readLink(index: number, records: ProbeRecords): Fact {
  const alone = records.get(`file.link.${index}`)?.toString('utf8').replace(/\n$/, '');
  if (alone) return known(alone);
  const order = recordLines(records, 'file.link-order') ?? [];
  const targets = recordText(records, 'file.links').split('\0');
  const target = targets[order.indexOf(String(index))];
  const isWhole = !records.has('file.links-refused') && targets.length === order.length + 1 && targets.at(-1) === '';
  return isWhole && target ? known(target) : unknown('`readlink` could not read it');
}

function splitOnce(line: string): readonly [string, string] {
  const [head = '', tail = ''] = line.split(' ', 2);
  return [head, tail];
}
