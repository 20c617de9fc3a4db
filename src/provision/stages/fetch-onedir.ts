import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseLocation } from '../../base/fetch/parse-location.ts';
import { withinSpace } from '../../base/files/no-space.ts';
import { pathExists } from '../../base/files/path-exists.ts';
import { withLock } from '../../base/lock/with-lock.ts';
import { withCode } from '../../contract/with-code.ts';
import { downloadOnedir, type OnedirDownload } from './download-onedir.ts';
import { onedirFiles, type Onedir, type OnedirContext } from './onedir-files.ts';
import { isVerified, takeOnedir } from './take-onedir.ts';

/**
 * The onedir tarball, verified, as a host path that ends in `.tar` or `.tar.xz`: any other packing is undone here,
 * because a guest may lack the program. Fetched and unpacked once per digest by however many processes; a download that
 * broke off is continued. Throws SALT_DOWNLOAD, NO_SPACE, and the signal's reason.
 */
export async function fetchOnedir(
  source: Onedir,
  context: OnedirContext,
  limit: Pick<OnedirDownload, 'stallMs'> = {},
): Promise<string> {
  const location = parseLocation(source.location) ?? { kind: 'file', path: source.location };
  const files = onedirFiles(source, location, context.cacheDirectory);
  const find = async (): Promise<string | undefined> => {
    if (await pathExists(files.kept)) return files.kept;
    const staysThere = location.kind === 'file' && files.packing === 'xz';
    return staysThere && (await isVerified(location.path, files)) ? location.path : undefined;
  };
  const fetch = async (): Promise<string> => {
    const other = await find();
    if (other !== undefined) return other;
    if (location.kind === 'file') return await takeOnedir({ source, path: location.path, files }, context);
    return await downloadOnedir({ source, url: location.url, files, ...limit }, context);
  };
  const found = await find();
  if (found !== undefined) return found;
  await mkdir(files.folder, { recursive: true });
  const lock = { directory: join(context.cacheDirectory, 'locks'), key: `salt-onedir-${files.sha256}` };
  const onWait = (): void => context.progress(`waiting for another saltern to fetch the ${files.title}`);
  const room = { folder: files.folder, title: files.title, bytes: undefined };
  try {
    return await withLock(lock, () => withinSpace(room, fetch), { signal: context.signal, onWait });
  } catch (error) {
    throw withCode(error, 'SALT_DOWNLOAD');
  }
}
