import { constants } from 'node:fs';
import { copyFile, mkdir, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { whySystem } from '../../base/error/system-error.ts';
import { readText } from '../../base/files/read-regular.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import { SalternError, type SalternErrorOptions } from '../../contract/errors.ts';
import { REPOMD } from '../../contract/source.ts';
import { openMetadata } from '../metadata/open-metadata.ts';
import { parseRepomd } from '../metadata/parse-repomd.ts';
import { readPrimary } from '../metadata/read-primary.ts';
import { runTool, type ToolContext } from '../tools/run-tool.ts';
import type { AddedPackage } from './change-plan.ts';

/**
 * Packages from files and folders, copied into `directory`, which becomes a repository of them: what they are comes from
 * createrepo_c, whether they are whole from rpm. Throws `DERIVE_REFUSED` naming what is damaged or no package,
 * `PROGRAM_MISSING`, and the signal's reason.
 */
export async function readOverlay(
  paths: readonly string[],
  directory: string,
  context: ToolContext,
): Promise<readonly AddedPackage[]> {
  const files = (await Promise.all(paths.map(listRpms))).flat();
  await mkdir(directory, { recursive: true });
  const copies = await Promise.all(files.map((file, at) => copyRpm(file, join(directory, String(at)))));
  await expectWhole(files, copies, context);
  await indexFolder(directory, context);
  const found = await readPackages(directory, context.signal);
  if (found.length !== files.length)
    throw refuse(`createrepo_c took ${found.length} of the ${files.length} packages that are to be added`);
  return found;
}

async function listRpms(path: string): Promise<readonly string[]> {
  const stats = await stat(path).catch((error: unknown) => {
    throw refuse(`'${path}' cannot be added: ${whySystem(error)}`, { cause: error, hint: "Correct '--add'." });
  });
  if (stats.isFile()) {
    if (path.endsWith('.rpm')) return [path];
    throw refuse(`'${path}' cannot be added: it is no .rpm`);
  }
  if (!stats.isDirectory()) throw refuse(`'${path}' cannot be added: it is neither a file nor a folder`);
  const entries = await readdir(path, { withFileTypes: true, recursive: true });
  const files = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.rpm'))
    .map((entry) => join(entry.parentPath, entry.name));
  if (files.length > 0) return files.sort();
  throw refuse(`There is no .rpm in '${path}'`);
}

/** A copy: what is looked at is what is taken. Two of one name must not be one. */
async function copyRpm(file: string, folder: string): Promise<string> {
  await mkdir(folder);
  const copy = join(folder, basename(file));
  await copyFile(file, copy, constants.COPYFILE_FICLONE);
  return copy;
}

/** Digests of header and payload; who signed it is another question. */
async function expectWhole(files: readonly string[], copies: readonly string[], context: ToolContext): Promise<void> {
  const answer = await runTool(
    ['rpmkeys', '--checksig', '--nosignature', ...copies],
    { without: 'nobody can say whether packages that are to be added are whole' },
    context,
  );
  if (answer.code === 0) return;
  const broken = files.filter((_, at) => !answer.stdout.includes(`${copies[at]}: digests OK`));
  // What rpm says of the copies, which are gone by then, is of the files.
  const named = copies.reduce(
    (text, copy, at) => text.replaceAll(copy, files[at] ?? copy),
    `${answer.stdout}\n${answer.stderr}`,
  );
  const said = named.split('\n').filter((line) => line !== '' && !/(?: OK|:)$/.test(line));
  throw refuse(`'${broken[0] ?? files[0] ?? ''}' is damaged, or no package`, {
    details: [...said, ...broken.slice(1)].slice(0, 10),
  });
}

async function indexFolder(directory: string, context: ToolContext): Promise<void> {
  const answer = await runTool(
    ['createrepo_c', '--quiet', '--no-database', directory],
    { without: 'packages cannot be added from files' },
    context,
  );
  if (answer.code === 0) return;
  throw refuse('createrepo_c cannot read the packages that are to be added', {
    details: answer.stderr.split('\n').slice(-10),
  });
}

async function readPackages(directory: string, signal: AbortSignal): Promise<readonly AddedPackage[]> {
  const entries = parseRepomd(await readText(join(directory, REPOMD), MOST_BYTES.record));
  const primary = entries.find(({ type }) => type === 'primary');
  if (primary === undefined) throw refuse('createrepo_c wrote no list of the packages that are to be added');
  const packages = await readPrimary(openMetadata(join(directory, primary.location), primary.location, signal));
  return packages.map(({ entry }): AddedPackage => ({ entry, origin: { kind: 'file' } }));
}

function refuse(message: string, more: SalternErrorOptions = {}): SalternError {
  return new SalternError('DERIVE_REFUSED', message, {
    hint: 'Fetch or build the package again; nothing was made.',
    ...more,
  });
}
