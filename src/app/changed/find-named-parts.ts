import { resolve } from 'node:path';
import type { Project, ProjectInstance } from '../../config/project.ts';
import type { ChangeKind } from '../../contract/changed.ts';
import { textsIn } from '../../plan/changed/explain-settled.ts';
import { findWords } from '../../plan/changed/find-words.ts';
import { isAtOrBelow, type Part } from '../../plan/changed/part.ts';
import type { RepositoryPaths } from './repository-paths.ts';

/** What is only named: by hooks and prepare commands, by the driver's section, by checks that are not ours to read. */
export async function findNamedParts(
  instance: ProjectInstance,
  { project, paths }: { readonly project: Project; readonly paths: RepositoryPaths },
): Promise<readonly Part[]> {
  const { hooks, prepare, driver, salt, settings } = instance;
  const { directory } = project.identity;
  const parts: Part[] = [];
  const add = async (kind: ChangeKind, path: string, text: string): Promise<unknown> =>
    parts.push(...(await partsOf(kind, resolve(directory, path), text, paths)));
  for (const { when, phase, on, run } of hooks) {
    for (const word of wordsOf(run, on, directory)) await add('script', word, `a hook ${when} ${phase} names it`);
  }
  for (const line of prepare.commands) {
    for (const word of wordsOf(line, 'guest', directory)) await add('script', word, 'a prepare command names it');
  }
  for (const path of Object.keys(prepare.mounts)) await add('settings', path, 'mounted while its image is prepared');
  if (salt.from === 'onedir') await add('settings', salt.location, 'its Salt comes from there');
  for (const path of textsIn(driver.config).flatMap(pathsIn)) {
    await add('settings', path, `the section of the driver ${driver.name} names it`);
  }
  const checks = [settings['checks'] ?? [], settings['verify'] ?? []].flat().flatMap(({ value }) => textsIn(value));
  for (const path of checks.filter((text) => text.startsWith('/') && !project.files.includes(text))) {
    await add('checks', path, `checks of the suite ${instance.suite}`);
  }
  return parts;
}

/** In a guest, the project's own folder is nobody's; on this machine it may be what a command works on. */
function wordsOf(line: string, on: 'guest' | 'host', directory: string): readonly string[] {
  const words = findWords(line);
  return on === 'host' ? words : words.filter((word) => !isAtOrBelow(directory, resolve(directory, word)));
}

/** Paths in a driver's setting: `/srv/a:/b:ro`, `file:///srv/a`, `./a`. */
function pathsIn(text: string): readonly string[] {
  return text
    .replace(/^file:\/\//, '')
    .split(/[:,=]/)
    .filter((part) => /^\.{0,2}\//.test(part) && !part.startsWith('//'));
}

/** A path with all links that lead there, as parts of an instance. */
export async function partsOf(
  kind: ChangeKind,
  path: string,
  text: string,
  paths: RepositoryPaths,
): Promise<readonly Part[]> {
  const { files } = await paths.placesOf(path);
  return files.map((file) => ({ kind, files: { path: file }, text }));
}
