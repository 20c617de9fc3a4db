import { createHash } from 'node:crypto';
import { relative, resolve } from 'node:path';
import { UnreadableError } from '../base/error/unreadable-error.ts';
import { readText } from '../base/files/read-regular.ts';
import { MOST_BYTES } from '../base/files/size-limits.ts';
import { readYaml, unreadYaml } from '../base/yaml/read-yaml.ts';
import { SalternError } from '../contract/errors.ts';
import { loadKeys } from './load-keys.ts';
import { invalidPolicy, parsePolicy } from './parse-policy.ts';
import type { GatePolicy } from './policy.ts';

/**
 * Reads a gate policy. Throws `CONFIG_NOT_FOUND`, or `POLICY_INVALID` with all problems of the file, each
 * `file:line:column`. A policy that asks for nothing is a problem: an empty gate opens for anything.
 */
export async function loadPolicy(path: string, cwd: string): Promise<GatePolicy> {
  const source = { path: resolve(cwd, path), cwd };
  const text = await readText(source.path, MOST_BYTES.settings).catch((cause: unknown) => {
    if (!(cause instanceof UnreadableError)) throw cause;
    const { line, why } = cause;
    if (line !== undefined) throw invalidPolicy(unreadYaml(source, { line, message: why }).problems);
    throw new SalternError(
      'CONFIG_NOT_FOUND',
      `The gate policy '${relative(cwd, source.path)}' cannot be read: ${why}`,
      {
        hint: 'Write one, for example: channels: { stable: { require: [{ suites: "*", platforms: "*" }], max-age: 36h } }',
        cause,
      },
    );
  });
  const file = readYaml({ ...source, text });
  const { problems, keyFiles, ...parsed } = parsePolicy(file);
  if (problems.length > 0) throw invalidPolicy(problems);
  const digest = `sha256:${createHash('sha256').update(text).digest('hex')}`;
  const policy = { file: file.display, digest, ...parsed };
  if (keyFiles === undefined) return policy;
  const { keys, problems: unfit } = await loadKeys(keyFiles, cwd);
  if (unfit.length > 0) throw invalidPolicy(unfit);
  return { ...policy, keys };
}
