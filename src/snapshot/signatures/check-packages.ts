import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { hasControl } from '../../base/text/has-control.ts';
import { SalternError } from '../../contract/errors.ts';
import { runTool, type ToolContext } from '../tools/run-tool.ts';
import type { FileFinding } from './finding.ts';
import type { Keyring } from './read-keys.ts';

const WITHOUT = 'signatures of packages cannot be checked';

/** Packages that rpmkeys is asked about at once: an argument list has an end. */
const BATCH = 500;

export interface SignedPackages {
  /** Absolute path of the repository. */
  readonly directory: string;
  /** Paths of packages in it. */
  readonly files: readonly string[];
  /** Absolute path of an empty folder for rpm's list of keys. */
  readonly work: string;
}

/** What is wrong with signatures of packages, by rpmkeys, by path. Throws `PROGRAM_MISSING`, and the signal's reason. */
export async function checkPackages(
  { directory, files, work }: SignedPackages,
  keys: Keyring,
  context: ToolContext,
): Promise<ReadonlyMap<string, FileFinding>> {
  await mkdir(work, { recursive: true });
  const imported = await runTool(
    ['rpmkeys', '--dbpath', work, '--import', ...keys.files],
    { without: WITHOUT },
    context,
  );
  if (imported.code !== 0) throw noAnswer(imported.stderr);
  // Its name could say whatever rpmkeys says.
  const odd = files.filter(hasControl);
  const found = new Map(odd.map((file): [string, FileFinding] => [file, { trouble: 'edited', key: '' }]));
  const plain = files.filter((file) => !found.has(file));
  for (let from = 0; from < plain.length; from += BATCH) {
    const some = plain.slice(from, from + BATCH).map((file) => join(directory, file));
    const { stdout, stderr } = await runTool(
      ['rpmkeys', '--dbpath', work, '-Kv', ...some],
      { without: WITHOUT },
      context,
    );
    const answers = readChecks(stdout);
    for (const path of some) {
      const lines = answers.get(path);
      if (lines === undefined) throw noAnswer(stderr, path);
      const finding = judge(lines, keys.expired);
      if (finding !== undefined) found.set(path.slice(directory.length + 1), finding);
    }
  }
  return found;
}

/** Lines of each file; it is named on a line of its own. Pure. */
export function readChecks(stdout: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  let own: string[] | undefined;
  for (const line of stdout.split('\n')) {
    if (/^\s/.test(line)) own?.push(line.trim());
    else if (line.endsWith(':')) found.set(line.slice(0, -1), (own = []));
  }
  return found;
}

/** Pure. */
function judge(lines: readonly string[], expired: ReadonlySet<string>): FileFinding | undefined {
  const digests = lines.filter((line) => /digest/i.test(line));
  if (digests.length === 0 || digests.some((line) => !line.endsWith(': OK'))) return { trouble: 'edited', key: '' };
  const signatures = lines.flatMap((line) => {
    const [, key = '', state = ''] = /signature, key (?:id|fingerprint):? ([0-9a-f]+): (\w+)/i.exec(line) ?? [];
    return state === '' ? [] : [{ key: key.toUpperCase(), state }];
  });
  const [first] = signatures;
  if (first === undefined) return { trouble: 'unsigned', key: '' };
  const wrong = signatures.find(({ state }) => state !== 'OK');
  if (wrong !== undefined)
    return { trouble: wrong.state === 'NOKEY' ? 'unknown-key' : nameState(wrong, expired), key: wrong.key };
  const over = signatures.find(({ key }) => isExpired(key, expired));
  return over === undefined ? undefined : { trouble: 'expired-key', key: over.key };
}

/** Newer rpms refuse a key that is over themselves. */
function nameState({ key, state }: { readonly key: string; readonly state: string }, expired: ReadonlySet<string>) {
  return state === 'NOTTRUSTED' && isExpired(key, expired) ? 'expired-key' : 'edited';
}

function isExpired(key: string, expired: ReadonlySet<string>): boolean {
  return [...expired].some((id) => id.endsWith(key) || key.endsWith(id));
}

function noAnswer(stderr: string, path?: string): SalternError {
  const what = path === undefined ? '' : ` about '${path}'`;
  return new SalternError('PROGRAM_MISSING', `rpmkeys gave no answer${what}: ${WITHOUT}`, {
    hint: 'See what it says; a key that rpm does not take is no use.',
    details: stderr.split('\n').filter(Boolean).slice(-10),
  });
}
