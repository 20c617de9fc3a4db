import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { canonicalText } from '../base/json/canonical-text.ts';
import type { Project } from '../config/project.ts';
import type { DecidingFile, DecidingProject, DeclaredInstance } from '../contract/decision.ts';
import { SalternError } from '../contract/errors.ts';

/**
 * Who says what is required: the project's files as they are now, and what they declare. Its digest is the same wherever
 * the project lies. Throws `CONFIG_NOT_FOUND` for a file that has gone since it was read.
 */
export async function describeDeciding(
  { files, overlays, leftOut, identity }: Pick<Project, 'files' | 'overlays' | 'leftOut' | 'identity'>,
  declared: readonly DeclaredInstance[],
  cwd: string,
): Promise<DecidingProject> {
  const digests = new Map<string, string>();
  for (const path of files) digests.set(path, await digestFile(path));
  const within = files.map((path) => [relative(identity.directory, path), digests.get(path) ?? '']);
  const instances = declared.map((instance) => ({ ...instance }));
  return {
    digest: digest(canonicalText({ files: within, instances })),
    overlays: overlays.map((path): DecidingFile => {
      return { file: relative(cwd, path) || path, digest: digests.get(path) ?? '' };
    }),
    leftOut: leftOut.map((path) => relative(cwd, path) || path),
  };
}

async function digestFile(path: string): Promise<string> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new SalternError('CONFIG_NOT_FOUND', `The file '${path}' cannot be read any more`, {
      hint: 'Somebody is changing the project; decide when they are done.',
      cause,
    });
  });
  return digest(bytes);
}

function digest(bytes: Buffer | string): string {
  return `sha256:${hash('sha256', bytes)}`;
}
