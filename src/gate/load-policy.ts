import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { SalternError } from '../contract/errors.ts';
import type { GatePolicy } from './policy.ts';
import { invalidPolicy, parsePolicy } from './parse-policy.ts';

/**
 * Reads a gate policy. Throws `CONFIG_NOT_FOUND`, or `POLICY_INVALID` with all problems of the file, each
 * `file:line:column`. A policy that asks for nothing is a problem: an empty gate opens for anything.
 */
export async function loadPolicy(file: string, cwd: string): Promise<GatePolicy> {
  const path = resolve(cwd, file);
  const shown = relative(cwd, path);
  const name = shown === '' || shown.startsWith('..') ? path : shown;
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new SalternError('CONFIG_NOT_FOUND', `The gate policy '${name}' cannot be read`, {
      hint: 'Write one, for example: channels: { stable: { require: [{ suites: "*", platforms: "*" }], max-age: 36h } }',
      cause: error,
    });
  });
  const { channels, problems } = parsePolicy(bytes.toString('utf8'), name);
  if (problems.length > 0) throw invalidPolicy(problems);
  return { file: name, digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}`, channels };
}
