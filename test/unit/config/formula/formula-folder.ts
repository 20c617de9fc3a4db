import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

interface Folder extends AsyncDisposable {
  readonly path: string;
}

/** A folder of that name with empty files in it. */
export async function formulaFolder(name: string, files: readonly string[]): Promise<Folder> {
  const around = await mkdtemp(join(tmpdir(), 'saltern-formula-'));
  const path = join(around, name);
  await mkdir(path);
  for (const file of files) {
    await mkdir(dirname(join(path, file)), { recursive: true });
    await writeFile(join(path, file), '');
  }
  // Everybody may come as far as the folder itself.
  for (const folder of [tmpdir(), around]) await chmod(folder, 0o711);
  return { path, [Symbol.asyncDispose]: () => rm(around, { recursive: true, force: true }) };
}

/** One that only the superuser may read. */
export async function closedFolder(): Promise<Folder> {
  const folder = await formulaFolder('sshd', ['init.sls']);
  await chmod(folder.path, 0o311);
  return folder;
}
