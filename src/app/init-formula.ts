import { lstat, mkdir, rm, writeFile } from 'node:fs/promises';
import writeFileAtomic from 'write-file-atomic';
import { dirname, join, resolve } from 'node:path';
import { hasCode } from '../base/error/has-code.ts';
import { asText } from '../base/json/json-value.ts';
import { printableJson } from '../base/json/printable-json.ts';
import type { Problem } from '../base/place/place.ts';
import { initProject } from '../config/init/init-project.ts';
import type { NewProject } from '../config/init/new-project.ts';
import { SCHEMA_FILE } from '../config/init/write-file.ts';
import type { Project } from '../config/project.ts';
import { OTHER_SALT, whyPipFails } from '../config/schema/old-python.ts';
import { ConfigError, SalternError } from '../contract/errors.ts';
import { describeSchema } from './describe-config.ts';
import { keepOutOfGit, type IgnoredNow } from './keep-out-of-git.ts';
import { loadProjectFor } from './load-project-for.ts';
import { findSalt, renderSuites } from './render-suites.ts';
import type { Services } from './services.ts';

/** What was written, and what the files of the formula did not say or could not be told. */
export interface InitResult extends Pick<NewProject, 'assumptions' | 'leftOut'> {
  /** Absolute path of the project file. */
  readonly file: string;
  /** Absolute paths of suite files that were written; those that were there and are kept. */
  readonly suiteFiles: readonly string[];
  readonly kept: readonly string[];
  /** Undefined: `.gitignore` is as it was. */
  readonly ignored: IgnoredNow | undefined;
  /** Names of the instances that the project has now. */
  readonly instances: readonly string[];
  /** What the loader or Salt has against the result, or what a suite applies and nothing holds. */
  readonly problems: readonly Problem[];
  /** Whether Salt of this machine rendered the states. `could`: it was not asked to. `no-salt`: there is none. */
  readonly rendered: 'yes' | 'could' | 'no-salt';
}

export interface InitOptions {
  readonly directory: string;
  /** Replace what is there. */
  readonly isForced: boolean;
  /** Have Salt of this machine render the states, which runs here what their templates call. Default false. */
  readonly isRendered?: boolean;
}

/**
 * Looks at a folder with a formula, several of them or a state tree, writes a project for it, and reads it as every verb
 * will. Throws `USAGE` where there is a `saltern.yml`, unless forced.
 */
export async function initFormula(
  services: Services,
  { directory, isForced, isRendered = false }: InitOptions,
): Promise<InitResult> {
  const folder = resolve(services.cwd, directory);
  const file = join(folder, 'saltern.yml');
  const { content, suiteFiles, assumptions, leftOut } = await initProject(folder);
  if (!(await writeNew(file, content, isForced))) {
    throw new SalternError('USAGE', `There is already a '${file}'`, { hint: 'Use --force to replace it.' });
  }
  const suites = await writeSuiteFiles(folder, suiteFiles, isForced);
  await writeSchema(services, join(folder, SCHEMA_FILE));
  const ignored = await keepOutOfGit(folder);
  return { file, ...suites, ignored, assumptions, leftOut, ...(await check(services, file, isRendered)) };
}

/** One that is there is somebody's work. */
async function writeSuiteFiles(
  folder: string,
  files: NewProject['suiteFiles'],
  isForced: boolean,
): Promise<Pick<InitResult, 'suiteFiles' | 'kept'>> {
  const [written, kept]: [string[], string[]] = [[], []];
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    ((await writeNew(path, text, isForced)) ? written : kept).push(path);
  }
  return { suiteFiles: written, kept };
}

/** Whether it was written: not where there is something, unless forced. A link is replaced, not followed. */
async function writeNew(path: string, text: string, isForced: boolean): Promise<boolean> {
  if (isForced) await rm(path, { force: true });
  return await writeFile(path, text, { flag: 'wx' }).then(
    () => true,
    (cause: unknown) => {
      if (!hasCode(cause, 'EEXIST')) throw cause;
      return false;
    },
  );
}

/** Not through links, for what a repository of somebody else brings may lead anywhere. */
async function writeSchema(services: Services, file: string): Promise<void> {
  const folder = dirname(file);
  await mkdir(folder, { recursive: true });
  if (!(await lstat(folder)).isDirectory()) return;
  await rm(file, { force: true });
  await writeFileAtomic(file, `${printableJson(await describeSchema(services, 'project'), 2)}\n`);
}

async function check(
  services: Services,
  file: string,
  isRendered: boolean,
): Promise<Pick<InitResult, 'instances' | 'problems' | 'rendered'>> {
  const salt = await findSalt(services);
  const rendered = salt === undefined ? 'no-salt' : isRendered ? 'yes' : 'could';
  try {
    const project = await loadProjectFor({ ...services, cwd: dirname(file) }, { project: file });
    const said = salt === undefined || !isRendered ? [] : await renderSuites(services, salt, project.instances);
    const problems = [...findOldPython(project), ...said];
    return { instances: project.instances.map(({ name }) => name), problems, rendered };
  } catch (error) {
    if (error instanceof ConfigError) return { instances: [], problems: error.problems, rendered };
    throw error;
  }
}

function findOldPython({ instances, platforms }: Pick<Project, 'instances' | 'platforms'>): readonly Problem[] {
  return platforms.flatMap(({ name, place }) => {
    const instance = instances.find(({ platform }) => platform === name);
    const image = asText(instance?.driver.config['image']);
    const why = instance === undefined || image === undefined ? undefined : whyPipFails(image, instance.salt);
    return why === undefined
      ? []
      : [{ file: place.file, line: place.line, column: place.column ?? 1, message: `${why}. ${OTHER_SALT}` }];
  });
}
