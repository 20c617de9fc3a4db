import { access, readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { SalternError } from '../../contract/errors.ts';
import { readYaml, type YamlFile } from '../../base/yaml/read-yaml.ts';

/** Absolute path of the `saltern.yml` in the folder or the nearest one above. Throws `CONFIG_NOT_FOUND`. */
export async function findProject(cwd: string): Promise<string> {
  for (let folder = cwd; ; folder = dirname(folder)) {
    const candidate = join(folder, 'saltern.yml');
    if (await isReadable(candidate)) return candidate;
    if (folder !== dirname(folder)) continue;
    throw new SalternError('CONFIG_NOT_FOUND', `There is no 'saltern.yml' in '${cwd}' or above it`, {
      hint: 'Run `saltern init` in a formula directory to write one.',
    });
  }
}

/** A file that was named on purpose. Throws `CONFIG_NOT_FOUND`. */
export async function openYaml(path: string, cwd: string): Promise<YamlFile> {
  const absolute = resolve(cwd, path);
  const text = await readFile(absolute, 'utf8').catch((cause: unknown) => {
    throw new SalternError('CONFIG_NOT_FOUND', `The file '${path}' cannot be read`, {
      hint: 'Check its path and permissions.',
      cause,
    });
  });
  return readYaml({ path: absolute, cwd, text });
}

/** A file that may be missing. */
export async function openYamlIfThere(path: string, cwd: string): Promise<YamlFile | undefined> {
  return (await isReadable(path)) ? openYaml(path, cwd) : undefined;
}

function isReadable(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
