import { execa } from 'execa';
import { access, constants, readdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { TestbedError } from './testbed-error.ts';

/** Runs a command to its end and returns its stdout; a failure carries the last lines it printed. */
export async function run(
  argv: readonly string[],
  options: { cwd?: string; env?: Record<string, string>; hint?: string } = {},
): Promise<string> {
  const [file = '', ...args] = argv;
  // Starts any program: what its callers name, who are looked at themselves.
  const result = await execa(file, args, {
    all: true,
    cwd: options.cwd ?? process.cwd(),
    env: options.env ?? {},
    reject: false,
    stdin: 'ignore',
  });
  if (result.exitCode === 0) return result.stdout;
  const end = result.exitCode === undefined ? 'did not run' : `ended with ${result.exitCode}`;
  const told = lastLines(result.all ?? '', 12);
  throw new TestbedError(
    `'${argv.slice(0, 3).join(' ')}' ${end}${told === '' ? '' : `:\n${told}`}`,
    options.hint ?? 'The lines above are the last that it printed.',
    result.cause,
  );
}

/** The end of a long output, indented. */
export function lastLines(text: string, count: number): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines
    .slice(-count)
    .map((line) => `  ${line}`)
    .join('\n');
}

/** Debian keeps PostgreSQL's programs below folders of their versions. */
const VERSIONED = '/usr/lib/postgresql';

/** Whether a program is found on the PATH or where system administration programs, and those of several versions, are. */
export async function hasCommand(name: string, path: string): Promise<boolean> {
  const versions = (await readdir(VERSIONED).catch(() => [])).map((version) => join(VERSIONED, version, 'bin'));
  for (const directory of [...path.split(delimiter), '/usr/sbin', '/sbin', ...versions]) {
    const found = await access(join(directory, name), constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return true;
  }
  return false;
}
