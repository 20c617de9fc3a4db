import { hash } from 'node:crypto';
import { join, relative } from 'node:path';
import { hasCode } from '../../base/error/has-code.ts';
import { UnreadableError } from '../../base/error/unreadable-error.ts';
import { readFolder } from '../../base/files/read-folder.ts';
import { readText } from '../../base/files/read-regular.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import type { ExactPlace, Problem } from '../../base/place/place.ts';
import { readShaped } from '../../base/yaml/read-shaped.ts';
import { readYaml, unreadYaml, type YamlSource } from '../../base/yaml/read-yaml.ts';
import type { Approval, Hold, Waiver } from '../../contract/gate-records.ts';
import { findTooLong } from '../find-too-long.ts';
import { invalidPolicy } from '../parse-policy.ts';
import { type GatePolicy, USUAL_LONGEST_MS } from '../policy.ts';
import { RECORD_FOLDERS, RECORD_SCHEMAS, withArticle, type RecordKind, type Written } from './record-schemas.ts';

/** What people have written beside the policy, each kind by name. */
export interface GateRecords {
  readonly waivers: readonly Waiver[];
  readonly holds: readonly Hold[];
  readonly approvals: readonly Approval[];
}

/** Who reads them. */
export interface RecordsReader {
  /** Absolute; what places are shown relative to. */
  readonly cwd: string;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** Where records lie, and what the policy says of them. */
export interface RecordsSource extends Pick<GatePolicy, 'longestMs'> {
  /** Absolute. */
  readonly folder: string;
}

/**
 * Reads every waiver, hold and approval below a folder; none where it is not there. Throws `POLICY_INVALID` with all
 * problems of all files, a hold that runs longer than the policy allows among them: one that cannot be read, or left out,
 * might be the one that matters.
 */
export async function readRecords(
  { folder, longestMs = USUAL_LONGEST_MS }: RecordsSource,
  { cwd, now }: RecordsReader,
): Promise<GateRecords> {
  const [waivers, holds, approvals] = await Promise.all([
    readKind('waiver', folder, cwd),
    readKind('hold', folder, cwd),
    readKind('approval', folder, cwd),
  ]);
  const time = now();
  const long = holds.files.flatMap(({ written, placeOfEnd }) => {
    const [begin, end] = [Date.parse(written.created), Date.parse(written.expires)];
    const message = findTooLong('this hold', { begin, end, now: time, longestMs });
    return message === undefined ? [] : [{ ...placeOfEnd, message }];
  });
  const problems = [...[waivers, holds, approvals].flatMap((one) => one.problems), ...long];
  if (problems.length > 0) throw invalidPolicy(problems);
  return {
    waivers: waivers.files.map(toWaiver),
    holds: holds.files.map(toHold),
    approvals: approvals.files.map(toApproval),
  };
}

interface RecordFile<K extends RecordKind> {
  readonly about: Pick<Waiver, 'name' | 'file' | 'digest'>;
  readonly written: Written<K>;
  /** Where it says when it ends; approvals do not end. */
  readonly placeOfEnd: ExactPlace;
}

interface ReadKind<K extends RecordKind> {
  readonly files: readonly RecordFile<K>[];
  readonly problems: readonly Problem[];
}

async function readKind<K extends RecordKind>(kind: K, top: string, cwd: string): Promise<ReadKind<K>> {
  const folder = join(top, RECORD_FOLDERS[kind]);
  const display = relative(cwd, folder) || folder;
  const files: RecordFile<K>[] = [];
  const problems: Problem[] = [];
  for (const file of await listFiles(folder, display, problems)) {
    if (isNoRecord(file)) continue;
    const [, name] = /^([A-Za-z0-9][A-Za-z0-9._-]*)\.yml$/.exec(file) ?? [];
    if (name === undefined) {
      problems.push(top1(join(display, file), `${withArticle(kind)} is a file NAME.yml, and this is none`));
      continue;
    }
    const read = await readOne(kind, { name, path: join(folder, file), cwd });
    problems.push(...read.problems);
    if (read.file !== undefined) files.push(read.file);
  }
  return { files, problems };
}

async function listFiles(folder: string, display: string, problems: Problem[]): Promise<readonly string[]> {
  try {
    return await readFolder(folder);
  } catch (error) {
    const why = hasCode(error, 'ENOTDIR') ? 'it is no folder' : error instanceof Error ? error.message : String(error);
    problems.push(top1(display, `it cannot be read: ${why}`));
    return [];
  }
}

/** What editors and git leave there, and what explains the folder to people. */
function isNoRecord(file: string): boolean {
  return file.startsWith('.') || file.endsWith('~') || file === 'README.md';
}

interface ReadOne<K extends RecordKind> {
  /** Undefined: there are problems. */
  readonly file: RecordFile<K> | undefined;
  readonly problems: readonly Problem[];
}

async function readOne<K extends RecordKind>(
  kind: K,
  { name, ...source }: YamlSource & { readonly name: string },
): Promise<ReadOne<K>> {
  try {
    const text = await readText(source.path, MOST_BYTES.settings);
    const file = readYaml({ ...source, text });
    const { value, problems, placeOfValue } = readShaped(file, RECORD_SCHEMAS[kind]);
    const parsed = RECORD_SCHEMAS[kind].safeParse(value);
    if (problems.length > 0 || !parsed.success) return { file: undefined, problems };
    const about = { name, file: file.display, digest: `sha256:${hash('sha256', text)}` };
    const written = parsed.data as Written<K>;
    return { file: { about, written, placeOfEnd: placeOfValue(['expires']) }, problems };
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error;
    const { problems } = unreadYaml(source, { line: error.line ?? 1, message: error.why });
    return { file: undefined, problems };
  }
}

function toWaiver({ about, written }: RecordFile<'waiver'>): Waiver {
  const { requirement, scope, failure, reason, ticket = '', author, approver, created, expires } = written;
  return {
    ...about,
    requirement,
    scope:
      'snapshot' in scope ? { kind: 'snapshot', digest: scope.snapshot } : { kind: 'channel', channel: scope.channel },
    failure,
    reason,
    ticket,
    author,
    approver,
    created: toUtc(created),
    expires: toUtc(expires),
  };
}

function toHold({ about, written }: RecordFile<'hold'>): Hold {
  const { package: name, most, members, reason, author, created, expires } = written;
  const only = members === undefined ? {} : { members };
  return { ...about, package: name, most, ...only, reason, author, created: toUtc(created), expires: toUtc(expires) };
}

function toApproval({ about, written }: RecordFile<'approval'>): Approval {
  const { snapshot, channel, lane, approver, reason, created } = written;
  return { ...about, snapshot, channel, lane, approver, reason, created: toUtc(created) };
}

function toUtc(time: string): string {
  return new Date(time).toISOString();
}

function top1(file: string, message: string): Problem {
  return { file, line: 1, column: 1, message };
}
