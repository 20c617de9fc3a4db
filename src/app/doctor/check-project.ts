import { dirname, relative, resolve } from 'node:path';
import { readText } from '../../base/files/read-regular.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import { pathExists } from '../../base/files/path-exists.ts';
import { asText } from '../../base/json/json-value.ts';
import type { Project } from '../../config/project.ts';
import { OTHER_SALT, whyPipFails } from '../../config/schema/old-python.ts';
import type { Finding } from '../../contract/driver.ts';

/** What the project's files say of it, overlays included. */
export async function checkProject(project: Project, cwd: string): Promise<readonly Finding[]> {
  const { file, identity, instances, platforms, overlays } = project;
  const show = (path: string): string => relative(cwd, path) || path;
  const message = `'${identity.name}' in '${show(file)}': ${count(instances, 'instance')} on ${count(platforms, 'platform')}`;
  const changed =
    overlays.length === 0 ? '' : `; changed here by ${overlays.map((path) => `'${show(path)}'`).join(', ')}`;
  return [
    { title: 'Project', outcome: 'pass', message: `${message}${changed}`, remedy: undefined },
    ...(await checkEditorSchema(file)),
    ...checkPython(project),
  ];
}

function count(list: readonly unknown[], one: string): string {
  return `${list.length} ${one}${list.length === 1 ? '' : 's'}`;
}

/** Said where there is no project: a doctor that looked at nothing must not look content. */
export const NO_PROJECT: Finding = {
  title: 'Project',
  outcome: 'warn',
  message: "there is no 'saltern.yml' here or above: only this machine was looked at",
  remedy: 'Go into a project, or run `saltern init` in the folder of a formula.',
};

/** The file that a modeline names is written by `init`, and is in no repository. */
async function checkEditorSchema(file: string): Promise<readonly Finding[]> {
  const text = await readText(file, MOST_BYTES.settings).catch(() => '');
  const [, path] = /^# *yaml-language-server: *\$schema=(\S+)/m.exec(text) ?? [];
  if (path === undefined || /^[a-z]+:/i.test(path) || (await pathExists(resolve(dirname(file), path)))) return [];
  const message = `'${path}', which the project file names, is not there: nothing is completed`;
  const remedy = `Run \`mkdir -p ${dirname(path)} && saltern config schema > ${path}\` beside the project file.`;
  return [{ title: 'Schema for editors', outcome: 'warn', message, remedy }];
}

function checkPython({ instances }: Project): readonly Finding[] {
  const reasons = instances.flatMap(({ driver, salt }) => {
    const image = asText(driver.config['image']);
    return image === undefined ? [] : [whyPipFails(image, salt)];
  });
  return [...new Set(reasons)].flatMap((why) =>
    why === undefined ? [] : [{ title: 'Salt', outcome: 'fail' as const, message: why, remedy: OTHER_SALT }],
  );
}
