import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { hasCode } from '../base/error/has-code.ts';
import { initProject, type NewProject } from '../config/init/init-project.ts';
import { SalternError } from '../contract/errors.ts';
import type { Services } from './services.ts';

/** What was written, and what the files of the formula did not say or could not be told. */
export interface InitResult extends Pick<NewProject, 'assumptions' | 'leftOut'> {
  /** Absolute path of the project file. */
  readonly file: string;
}

/**
 * Looks at a formula's or a state tree's folder and writes a `saltern.yml` that works. Throws `USAGE` where there is one, unless forced.
 */
export async function initFormula(
  { cwd }: Pick<Services, 'cwd'>,
  { directory, isForced }: { readonly directory: string; readonly isForced: boolean },
): Promise<InitResult> {
  const folder = resolve(cwd, directory);
  const file = join(folder, 'saltern.yml');
  const { content, assumptions, leftOut } = await initProject(folder);
  await writeFile(file, content, { flag: isForced ? 'w' : 'wx' }).catch((cause: unknown) => {
    if (!hasCode(cause, 'EEXIST')) throw cause;
    throw new SalternError('USAGE', `There is already a '${file}'`, { hint: 'Use --force to replace it.', cause });
  });
  return { file, assumptions, leftOut };
}
