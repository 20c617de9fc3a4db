import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { hasCode } from '../../base/error/has-code.ts';
import { readYaml, type YamlFile } from '../../base/yaml/read-yaml.ts';
import { SalternError } from '../../contract/errors.ts';

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

/** A file that may be missing; one that is there must be readable. */
export async function openYamlIfThere(path: string, cwd: string): Promise<YamlFile | undefined> {
  return openYaml(path, cwd).catch((error: unknown) => {
    if (error instanceof SalternError && hasCode(error.cause, 'ENOENT')) return undefined;
    throw error;
  });
}
