import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { execa } from 'execa';
import { pathExists } from '../../base/files/path-exists.ts';
import { closeAfterSilence } from '../../base/process/close-after-silence.ts';
import type { Project } from '../../config/project.ts';
import type { Finding } from '../../contract/driver.ts';
import { findWithin } from '../../contract/find-within.ts';

const LIMIT_MS = 4000;

export interface GitCheck {
  readonly cacheDirectory: string;
  readonly signal: AbortSignal;
}

interface Source {
  readonly url: string;
  readonly ref: string | undefined;
}

/** Whether the repositories that formulas come from answer, and have what is asked of them. */
export async function checkGit({ instances }: Project, context: GitCheck): Promise<readonly Finding[]> {
  const sources = instances
    .flatMap(({ trees }) => trees.map(({ source }) => source))
    .flatMap((source) => (source.kind === 'git' ? [{ url: source.url, ref: source.ref }] : []));
  const unique = [...new Map(sources.map((source) => [JSON.stringify([source.url, source.ref]), source])).values()];
  const found = (await Promise.all(unique.map((source) => ask(source, context)))).flat();
  const well = found.filter(({ outcome }) => outcome === 'pass');
  const line = well.length === 0 ? [] : [pass(well.map(({ message }) => message).join(', '))];
  return [...line, ...found.filter(({ outcome }) => outcome !== 'pass')];
}

async function ask(source: Source, { cacheDirectory, signal }: GitCheck): Promise<readonly Finding[]> {
  const { url, ref } = source;
  const title = `Formulas from '${url}'`;
  const remedy = 'Check the URL and your access to it with `git ls-remote`.';
  return await findWithin({ title, limitMs: LIMIT_MS, signal, remedy }, async (within) => {
    if (url.startsWith('-') || ref?.startsWith('-') === true)
      return [{ title, outcome: 'fail', message: 'it looks like an option of git', remedy }];
    // A commit is no ref: whether it is there shows only when everything is fetched.
    const wanted = ref === undefined || /^[0-9a-f]{40}$/.test(ref) ? 'HEAD' : ref;
    const running = execa('git', ['ls-remote', '--exit-code', '--', url, wanted], {
      reject: false,
      cancelSignal: within,
      env: { GIT_TERMINAL_PROMPT: '0', GIT_SSH_COMMAND: 'ssh -o BatchMode=yes', LC_ALL: 'C' },
      stdin: 'ignore',
      all: true,
    });
    closeAfterSilence(running.nodeChildProcess);
    const { exitCode, all } = await running;
    within.throwIfAborted();
    if (exitCode === 0) return [pass(`'${url}'${ref === undefined ? '' : ` at '${ref.slice(0, 12)}'`} answers`)];
    if (exitCode === 2)
      return [{ title, outcome: 'fail', message: `it has no branch or tag '${wanted}'`, remedy: "Check 'ref'." }];
    const isCached = await pathExists(join(cacheDirectory, 'git', keyOf(url), 'repository.git'));
    const why = all.split('\n').find((line) => line.startsWith('fatal:')) ?? 'git could not ask it';
    return [
      {
        title,
        outcome: isCached ? 'warn' : 'fail',
        message: isCached ? `${why}; the cache has it as it was` : why,
        remedy,
      },
    ];
  });
}

function keyOf(url: string): string {
  return createHash('sha256').update(url).digest('hex').slice(0, 16);
}

function pass(message: string): Finding {
  return { title: 'Formulas from git', outcome: 'pass', message, remedy: undefined };
}
