import { access, constants, stat } from 'node:fs/promises';
import { delimiter, resolve } from 'node:path';
import type { Finding } from '../../contract/driver.ts';
import { type Program, programsFor } from '../../contract/programs.ts';

/**
 * Which of the programs that saltern starts are on the PATH: one finding for those that are, and a warning for each
 * that is not, with what does not work without it. Programs of which a driver says more are left to that driver.
 * `keepsSnapshots`: whether also those are looked for that only who keeps snapshots would miss. Default false.
 */
export async function findPrograms(path: string, keepsSnapshots = false): Promise<readonly Finding[]> {
  const programs = programsFor(['product']).filter(
    ({ without, isForSnapshots = false }) => without !== undefined && (keepsSnapshots || !isForSnapshots),
  );
  const looked = await Promise.all(
    programs.map(async (program) => ({ program, isThere: (await findOnPath(program.name, path)) !== undefined })),
  );
  const there = looked.filter(({ isThere }) => isThere).map(({ program }) => program.name);
  const found: readonly Finding[] =
    there.length === 0
      ? []
      : [{ title: 'Programs', outcome: 'pass', message: `found ${there.join(', ')}`, remedy: undefined }];
  return [...found, ...looked.filter(({ isThere }) => !isThere).map(({ program }) => warn(program))];
}

function warn({ name, debian, orDebian, without }: Program): Finding {
  return {
    title: name,
    outcome: 'warn',
    message: `there is no '${name}' on the PATH, so ${without}`,
    remedy: `Install it if you need that (Debian: ${[debian, orDebian].filter(Boolean).join(' or ')}).`,
  };
}

/** The first executable of that name in the folders of a PATH, as an absolute path; undefined: there is none. */
export async function findOnPath(name: string, path: string): Promise<string | undefined> {
  for (const folder of path.split(delimiter).filter((one) => one !== '')) {
    const file = resolve(folder, name);
    const isThere = await access(file, constants.X_OK).then(
      // A folder may be 'executed' as well.
      async () => (await stat(file)).isFile(),
      () => false,
    );
    if (isThere) return file;
  }
  return undefined;
}
