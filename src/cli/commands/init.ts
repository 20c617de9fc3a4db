import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { initProject } from '../../config/init/init-project.ts';
import { SalternError } from '../../contract/errors.ts';
import type { App, ExitCode } from '../app.ts';

/** Looks at a formula directory, writes a saltern.yml that works, and says what it assumed. */
export async function init(
  app: App,
  options: { readonly force?: boolean; readonly json?: boolean },
  directory = '.',
): Promise<ExitCode> {
  const folder = resolve(app.cwd, directory);
  const file = join(folder, 'saltern.yml');
  const { content, assumptions } = await initProject(folder);
  await writeFile(file, content, { flag: options.force ? 'w' : 'wx' }).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'EEXIST') throw cause;
    throw new SalternError('USAGE', `There is a '${file}' already`, { hint: 'Use --force to replace it.', cause });
  });
  if (options.json) {
    app.write(`${JSON.stringify({ file, assumptions }, null, 2)}\n`);
    return 0;
  }
  app.write(`wrote ${file}\n`);
  for (const line of assumptions) app.write(`  assumed  ${line}\n`);
  app.write('next     saltern doctor, then saltern test\n');
  return 0;
}
