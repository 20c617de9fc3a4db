import { lstat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { UnreadableError } from '../../base/error/unreadable-error.ts';
import { readText } from '../../base/files/read-regular.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import { readYaml, unreadYaml, type YamlFile } from '../../base/yaml/read-yaml.ts';
import { SalternError } from '../../contract/errors.ts';

/** A file that was named on purpose. Throws `CONFIG_NOT_FOUND`; one that is no text has a problem instead. */
export async function openYaml(path: string, cwd: string): Promise<YamlFile> {
  const absolute = resolve(cwd, path);
  try {
    return readYaml({ path: absolute, cwd, text: await readText(absolute, MOST_BYTES.settings) });
  } catch (cause) {
    if (!(cause instanceof UnreadableError)) throw cause;
    const { line, why } = cause;
    if (line !== undefined) return unreadYaml({ path: absolute, cwd }, { line, message: why });
    throw new SalternError('CONFIG_NOT_FOUND', `The file '${path}' cannot be read: ${why}`, {
      hint: 'Check its path and permissions.',
      cause,
    });
  }
}

/** A file that may be missing; one that is there, be it a link that leads nowhere, must be readable. */
export async function openYamlIfThere(path: string, cwd: string): Promise<YamlFile | undefined> {
  const isThere = await lstat(path).then(
    () => true,
    () => false,
  );
  return isThere ? await openYaml(path, cwd) : undefined;
}
