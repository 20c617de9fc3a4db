import { appendFile, lstat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { ignoreMatcher } from '../base/files/ignore-matcher.ts';
import { findWorkTree } from '../base/files/find-work-tree.ts';
import { readText } from '../base/files/read-regular.ts';
import { MOST_BYTES } from '../base/files/size-limits.ts';

/** What a project's folder holds that is one machine's own. */
const OURS = [
  { name: '.saltern', kind: 'folder', line: '.saltern/' },
  { name: 'saltern.local.yml', kind: 'file', line: 'saltern.local.yml' },
] as const;

/** What was done to a project's `.gitignore`: `file` is its absolute path. */
export interface IgnoredNow {
  readonly file: string;
  readonly isNew: boolean;
  readonly lines: readonly string[];
}

/**
 * Appends to the folder's `.gitignore` what of saltern's own is not ignored yet. Undefined where nothing was to be done: no
 * git above, everything ignored already, or the file is none that one could append to.
 */
export async function keepOutOfGit(folder: string): Promise<IgnoredNow | undefined> {
  const top = await findWorkTree(folder);
  if (top === undefined) return undefined;
  const files = foldersBetween(top, folder);
  const texts = await Promise.all(
    files.map((one) => readText(join(one, '.gitignore'), MOST_BYTES.settings).catch(() => '')),
  );
  const isIgnored = files.map((one, index) => {
    const matcher = ignoreMatcher((texts[index] ?? '').split(/\r?\n/));
    return (name: string, kind: 'file' | 'folder') => matcher(relative(one, join(folder, name)), kind);
  });
  const lines = OURS.filter(({ name, kind }) => !isIgnored.some((ignores) => ignores(name, kind))).map(
    ({ line }) => line,
  );
  const file = join(folder, '.gitignore');
  const there = await lstat(file).catch(() => undefined);
  // Through a link, git reads nothing, and we would write somewhere else.
  if (lines.length === 0 || there?.isFile() === false) return undefined;
  const text = texts.at(-1) ?? '';
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const gap = text === '' || text.endsWith('\n') ? '' : end;
  await appendFile(file, `${gap}${lines.map((line) => `${line}${end}`).join('')}`);
  return { file, isNew: there === undefined, lines };
}

function foldersBetween(top: string, folder: string): readonly string[] {
  const steps = relative(top, folder)
    .split('/')
    .filter((step) => step !== '');
  return [top, ...steps.map((_, index) => join(top, ...steps.slice(0, index + 1)))];
}
