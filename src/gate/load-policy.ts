import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { readYaml } from '../base/yaml/read-yaml.ts';
import { SalternError } from '../contract/errors.ts';
import { invalidPolicy, parsePolicy } from './parse-policy.ts';
import type { GatePolicy } from './policy.ts';

/**
 * Reads a gate policy. Throws `CONFIG_NOT_FOUND`, or `POLICY_INVALID` with all problems of the file, each
 * `file:line:column`. A policy that asks for nothing is a problem: an empty gate opens for anything.
 */
export async function loadPolicy(path: string, cwd: string): Promise<GatePolicy> {
  const absolute = resolve(cwd, path);
  const bytes = await readFile(absolute).catch((cause: unknown) => {
    throw new SalternError('CONFIG_NOT_FOUND', `The gate policy '${relative(cwd, absolute)}' cannot be read`, {
      hint: 'Write one, for example: channels: { stable: { require: [{ suites: "*", platforms: "*" }], max-age: 36h } }',
      cause,
    });
  });
  const file = readYaml({ path: absolute, cwd, text: bytes.toString('utf8') });
  const { channels, problems } = parsePolicy(file);
  if (problems.length > 0) throw invalidPolicy(problems);
  return { file: file.display, digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}`, channels };
}
