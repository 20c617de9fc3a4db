import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { filePath, settingText } from '../../../src/base/yaml/schema-words.ts';
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
    volumes: z.array(settingText).default([]),
  }),
  vessel: z.strictObject({ boot: z.string().default('fast') }),
};

const sources: Readonly<Record<string, z.ZodType>> = {
  mirror: z.strictObject({ directory: filePath.optional() }),
  shop: z.strictObject({ url: z.url(), shelf: z.string().default('a') }),
};

/** Two drivers, `docker` and `vessel`, two snapshot sources, the verifiers that there are, and no environment or flags. */
export function loadOptions(folder: ProjectFolder): LoadOptions {
  return {
    cwd: folder.path,
    environment: {},
    flags: {},
    drivers: { names: Object.keys(schemas), schema: (name) => Promise.resolve(schemas[name]) },
    verifiers: {
      names: Object.keys(VERIFIERS),
      schema: (name) => findVerifier(name).schema(),
      load: (name) => findVerifier(name).load(),
    },
    sourceSchemas: () => Promise.resolve(sources),
  };
}

/** Loads the project in a folder. */
export function load(folder: ProjectFolder, options: Partial<LoadOptions> = {}): Promise<Project> {
  return loadProject({ ...loadOptions(folder), ...options });
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
