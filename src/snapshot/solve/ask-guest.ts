import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { packTar, type TarEntry } from '../../base/tar/pack-tar.ts';
import type { Connection } from '../../contract/connection.ts';
import { SalternError } from '../../contract/errors.ts';
import { parseRepomd } from '../metadata/parse-repomd.ts';
import { type SolverAnswer, readAnswer } from './read-answer.ts';
import { SOLVER_SCRIPT } from './solver-script.ts';
import type { MemberPlace, SolvedGroup } from './solver.ts';

const REPOMD = 'repodata/repomd.xml';
/** Where the question is in the guest. Relative within, for a pretended guest has its `/` elsewhere. */
const FOLDER = '/var/tmp/saltern-solver';

/** The Python that dnf itself runs with: on EL 8 it is the only one that has dnf's modules. */
const RUN = `
dnf=$(command -v dnf) || { echo 'it has no dnf' >&2; exit 97; }
python=$(head -c 200 "$dnf" | LC_ALL=C sed -n '1s/^#! *\\(\\/[^ ]*python[^ ]*\\).*/\\1/p')
[ -n "$python" ] || { echo 'its dnf is no dnf 4' >&2; exit 97; }
export LC_ALL=C.UTF-8
exec "$python" -c "$1"
`.trim();

/** Files of metadata that dnf never fetches for this, and that are large. */
const UNREAD = /^other|_db$/;

/**
 * Asks the dnf of a guest, against what is installed there; only metadata is sent. Throws `PROGRAM_MISSING` with what the
 * guest said where it gives no answer, and what the connection throws.
 */
export async function askGuest(
  connection: Connection,
  group: SolvedGroup,
  { signal, timeoutMs }: { readonly signal: AbortSignal; readonly timeoutMs: number },
): Promise<SolverAnswer> {
  await connection.put(packTar(listEntries(group)), FOLDER, { signal });
  const inGuest = (when: string, places: readonly MemberPlace[]) =>
    places.map(([member]): MemberPlace => [member, posix.join(when, member)]);
  const question = {
    groups: [{ ...group, before: inGuest('before', group.before), after: inGuest('after', group.after) }],
    work: 'work',
    own: true,
  };
  const stdin = JSON.stringify(question);
  const answer = await connection.exec(['/bin/sh', '-c', RUN, 'sh', SOLVER_SCRIPT], {
    stdin,
    workdir: FOLDER,
    signal,
    timeoutMs,
  });
  const found = readAnswer(answer);
  if (found !== undefined) return found;
  const said = answer.stderr
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  const why = answer.timedOut ? `no answer within ${timeoutMs / 1000} s` : (said.at(-1) ?? `exit code ${answer.code}`);
  throw new SalternError('PROGRAM_MISSING', why, { details: said.slice(-10) });
}

/**
 * Copies what would be sent, so that the solver can be asked when those repositories are not there any more; gives the
 * question about the copies. `directory`: absolute path of an empty folder.
 */
export async function keepQuestion(group: SolvedGroup, directory: string): Promise<SolvedGroup> {
  for await (const entry of listEntries(group)) {
    const target = join(directory, entry.path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, entry.content);
  }
  const kept = (when: string, places: readonly MemberPlace[]) =>
    places.map(([member]): MemberPlace => [member, join(directory, when, member)]);
  return { ...group, before: kept('before', group.before), after: kept('after', group.after) };
}

type FileEntry = Extract<TarEntry, { readonly kind: 'file' }>;

async function* listEntries({ before, after }: SolvedGroup): AsyncGenerator<FileEntry> {
  for (const [when, places] of [
    ['before', before],
    ['after', after],
  ] as const)
    for (const [member, path] of places) yield* listMetadata(path, posix.join(when, member));
}

async function* listMetadata(directory: string, path: string): AsyncGenerator<FileEntry> {
  const repomd = await readFile(join(directory, REPOMD));
  yield { kind: 'file', path: posix.join(path, REPOMD), content: repomd };
  for (const { type, location } of parseRepomd(repomd.toString('utf8'))) {
    if (UNREAD.test(type)) continue;
    yield { kind: 'file', path: posix.join(path, location), content: await readFile(join(directory, location)) };
  }
}
