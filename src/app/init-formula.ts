import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { hasCode } from '../base/error/has-code.ts';
import { initProject } from '../config/init/init-project.ts';
import { SalternError } from '../contract/errors.ts';
import type { Services } from './services.ts';

export interface InitResult {
  /** Absolute path of what was written. */
  readonly file: string;
  /** What the files of the formula did not say. */
  readonly assumptions: readonly string[];
}

/**
 * Looks at a formula's folder and writes a `saltern.yml` that works. Throws `USAGE` where there is one, unless forced.
 */
export async function initFormula(
  { cwd }: Pick<Services, 'cwd'>,
  { directory, isForced }: { readonly directory: string; readonly isForced: boolean },
): Promise<InitResult> {
  const folder = resolve(cwd, directory);
  const file = join(folder, 'saltern.yml');
  const { content, assumptions } = await initProject(folder);
  await writeFile(file, content, { flag: isForced ? 'w' : 'wx' }).catch((cause: unknown) => {
    if (!hasCode(cause, 'EEXIST')) throw cause;
    throw new SalternError('USAGE', `There is already a '${file}'`, { hint: 'Use --force to replace it.', cause });
  });
  return { file, assumptions };
}
