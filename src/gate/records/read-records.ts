import { hash } from 'node:crypto';
import { join, relative } from 'node:path';
import { hasCode } from '../../base/error/has-code.ts';
import { UnreadableError } from '../../base/error/unreadable-error.ts';
import { readFolder } from '../../base/files/read-folder.ts';
import { readText } from '../../base/files/read-regular.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import type { Problem } from '../../base/place/place.ts';
import { readShaped } from '../../base/yaml/read-shaped.ts';
import { readYaml, unreadYaml } from '../../base/yaml/read-yaml.ts';
import type { Approval, Hold, Waiver } from '../../contract/gate-records.ts';
import { invalidPolicy } from '../parse-policy.ts';
import { RECORD_FOLDERS, RECORD_SCHEMAS, withArticle, type RecordKind, type Written } from './record-schemas.ts';

/** What people have written beside the policy, each kind by name. */
export interface GateRecords {
  readonly waivers: readonly Waiver[];
  readonly holds: readonly Hold[];
  readonly approvals: readonly Approval[];
}

/**
 * Reads every waiver, hold and approval below a folder; none where it is not there. `cwd`: what places are shown relative
 * to. Throws `POLICY_INVALID` with all problems of all files: one that cannot be read might be the one that matters.
 */
export async function readRecords(folder: string, cwd: string): Promise<GateRecords> {
  const [waivers, holds, approvals] = await Promise.all([
    readKind('waiver', folder, cwd),
    readKind('hold', folder, cwd),
    readKind('approval', folder, cwd),
  ]);
  const problems = [waivers, holds, approvals].flatMap((one) => one.problems);
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
    const read = await readOne(kind, { path: join(folder, file), cwd });
    problems.push(...read.problems);
    if (read.written === undefined) continue;
    files.push({ about: { name, file: read.file, digest: read.digest }, written: read.written });
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
  readonly file: string;
  readonly digest: string;
  readonly written: Written<K> | undefined;
  readonly problems: readonly Problem[];
}

async function readOne<K extends RecordKind>(
  kind: K,
  source: { readonly path: string; readonly cwd: string },
): Promise<ReadOne<K>> {
  try {
    const text = await readText(source.path, MOST_BYTES.settings);
    const file = readYaml({ ...source, text });
    const { value, problems } = readShaped(file, RECORD_SCHEMAS[kind]);
    const parsed = RECORD_SCHEMAS[kind].safeParse(value);
    const written = problems.length === 0 && parsed.success ? (parsed.data as Written<K>) : undefined;
    return { file: file.display, digest: `sha256:${hash('sha256', text)}`, written, problems };
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error;
    const { display: file, problems } = unreadYaml(source, { line: error.line ?? 1, message: error.why });
    return { file, digest: '', written: undefined, problems };
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
