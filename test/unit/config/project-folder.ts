import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { loadProject, type LoadOptions } from '../../../src/config/load-project.ts';
import type { Project } from '../../../src/config/project.ts';
import { ConfigError } from '../../../src/contract/errors.ts';
import { findVerifier, VERIFIERS } from '../../../src/verify/index.ts';

export interface ProjectFolder extends AsyncDisposable {
  readonly path: string;
}

/** A folder with these files, removed afterwards. A formula `ops-ssh` and one `ops-time` are always there. */
export async function projectFolder(files: Readonly<Record<string, string>>): Promise<ProjectFolder> {
  const path = await realpath(await mkdtemp(join(tmpdir(), 'saltern-config-')));
  const formulas = { 'formulas/ops-ssh/ops-ssh/init.sls': '', 'formulas/ops-time/ops-time/init.sls': '' };
  for (const [name, text] of Object.entries({ ...formulas, ...files })) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), text);
  }
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

const schemas: Readonly<Record<string, z.ZodType>> = {
  docker: z.strictObject({
    image: z.string().min(1),
    memory: z.union([z.string(), z.int()]).default('1g'),
    pull: z.enum(['missing', 'always', 'never']).default('missing'),
    volumes: z.array(z.string()).default([]),
  }),
  vessel: z.strictObject({ boot: z.string().default('fast') }),
};

/** Loads the project in a folder with two drivers, `docker` and `vessel`, the verifiers that are there, and no environment or flags. */
export function load(folder: ProjectFolder, options: Partial<LoadOptions> = {}): Promise<Project> {
  return loadProject({
    cwd: folder.path,
    environment: {},
    flags: {},
    driverNames: Object.keys(schemas),
    driverSchema: (name) => Promise.resolve(schemas[name]),
    verifierNames: Object.keys(VERIFIERS),
    verifierSchema: (name) => findVerifier(name).schema(),
    verifier: (name) => findVerifier(name).load(),
    ...options,
  });
}

/** The problems of a project that does not load, as the user sees them. */
export async function problemsOf(
  files: Readonly<Record<string, string>>,
  options: Partial<LoadOptions> = {},
): Promise<readonly string[]> {
  await using folder = await projectFolder(files);
  try {
    await load(folder, options);
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n');
    throw error;
  }
  return [];
}
