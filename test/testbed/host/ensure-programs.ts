import { access } from 'node:fs/promises';
import { type Need, type Program, programsFor } from '../../../src/contract/programs.ts';
import { hasCommand } from './command.ts';
import { installWithApt } from './install-with-apt.ts';
import type { Steps } from './steps.ts';
import { TestbedError } from './testbed-error.ts';

/** Where the set-up works. */
export interface Machine {
  readonly steps: Steps;
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * Leaves on this machine every program that the given ones need, and `files`, whose names are absolute paths. What is
 * missing is installed by root on Debian. Throws `TestbedError` with a line for each that is missing then.
 */
export async function ensurePrograms(
  needs: readonly Need[],
  { steps, environment }: Machine,
  files: readonly Program[] = [],
): Promise<void> {
  const path = environment['PATH'] ?? '';
  const wanted = [...programsFor(needs), ...files];
  let missing = await findMissing(wanted, path);
  if (missing.length === 0) return;
  if (process.getuid?.() === 0 && (await hasCommand('apt-get', path))) {
    await install(
      missing.map(({ debian }) => debian),
      steps,
    );
    missing = await findMissing(missing, path);
    await install(
      missing.flatMap(({ orDebian }) => orDebian ?? []),
      steps,
    );
    missing = await findMissing(missing, path);
  }
  if (missing.length > 0) throw tellMissing(missing, needs);
}

/** Those that are neither on the path nor where programs for administration are. */
export async function findMissing(wanted: readonly Program[], path: string): Promise<readonly Program[]> {
  const present = await Promise.all(
    wanted.map(({ name }) => (name.startsWith('/') ? exists(name) : hasCommand(name, path))),
  );
  return wanted.filter((_, index) => !present[index]);
}

/** `missing: sshd (Debian: openssh-server), needed by tests`, a line for each. Pure. */
export function tellMissing(missing: readonly Program[], needs: readonly Need[]): TestbedError {
  const lines = missing.map(({ name, debian, neededBy }) => {
    const who = neededBy.filter((need) => needs.includes(need)).join(', ');
    return `missing: ${name} (Debian: ${debian}), needed by ${who}`;
  });
  const packages = [...new Set(missing.map(({ debian }) => debian))].join(' ');
  const hint = `Install what is missing (on Debian or Ubuntu, as root: apt-get install ${packages}), then call again.`;
  return new TestbedError(lines.join('\n'), hint);
}

async function install(names: readonly string[], steps: Steps): Promise<void> {
  const packages = [...new Set(names)];
  if (packages.length === 0) return;
  await steps.step(`programs: ${packages.join(', ')}`, () => installWithApt(packages));
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
