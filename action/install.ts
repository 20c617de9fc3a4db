import { spawnSync } from 'node:child_process';
import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { ActionError } from './action-error.ts';

interface Installing {
  /** Folder of the action itself. */
  readonly action: string;
  /** Folder of the job for what is only of use now. */
  readonly temporary: string;
  /** A version of the registry, an absolute path, or undefined: that of the action. */
  readonly version: string | undefined;
}

/**
 * Path of saltern's command line: of the path that was named, which is a checkout that was built or what `npm pack` made;
 * of the action's own checkout where that was built; else of the registry, at the version of the action.
 */
export async function install({ action, temporary, version }: Installing): Promise<string> {
  const isFolder = version !== undefined && isAbsolute(version) && (await isThere(version, 'directory'));
  const built = join(isFolder ? version : action, 'dist/saltern.cjs');
  if ((isFolder || version === undefined) && (await isThere(built, 'file'))) return built;
  if (isFolder)
    throw new ActionError(`'${version}' holds no dist/saltern.cjs; build it first: npm ci && npm run build`);
  const { version: own } = JSON.parse(await readFile(join(action, 'package.json'), 'utf8')) as { version: string };
  const wanted = version !== undefined && isAbsolute(version) ? version : `saltern@${version ?? own}`;
  const folder = join(temporary, 'saltern-npm');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
  const argv = ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--save-exact', '--', wanted];
  const { status } = spawnSync('npm', argv, { cwd: folder, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) throw new ActionError(`npm could not install '${wanted}'; what it said stands above`);
  return join(folder, 'node_modules/saltern/dist/saltern.cjs');
}

/** A command `saltern` for the steps that come after, in a folder of its own; gives the folder. */
export async function writeCommand(program: string, temporary: string): Promise<string> {
  const folder = join(temporary, 'saltern-bin');
  await mkdir(folder, { recursive: true });
  const quote = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
  const command = join(folder, 'saltern');
  await writeFile(command, `#!/bin/sh\nexec ${quote(process.execPath)} ${quote(program)} "$@"\n`);
  await chmod(command, 0o755);
  return folder;
}

async function isThere(path: string, kind: 'file' | 'directory'): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return (kind === 'file' ? found?.isFile() : found?.isDirectory()) ?? false;
}
