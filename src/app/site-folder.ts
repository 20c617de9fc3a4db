import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { hasCode } from '../base/error/has-code.ts';
import { isDiskFull } from '../base/files/disk-full.ts';
import { readBytes, readText } from '../base/files/read-regular.ts';
import { readTail } from '../base/files/read-tail.ts';
import { MOST_BYTES } from '../base/files/size-limits.ts';
import { asMap, asText, asTexts } from '../base/json/json-value.ts';
import { parseJson } from '../base/json/parse-json.ts';
import { SalternError } from '../contract/errors.ts';
import { sitePaths } from '../contract/site-paths.ts';
import { wrapWriteTrouble } from '../contract/write-trouble.ts';
import { PAGES_MARK } from '../site/frame/pages-style.ts';
import type { EarlierSite, SiteFile, SitePart } from '../site/site-part.ts';

/** The folder of the site while it is written; paths are as in `sitePaths`. */
export interface SiteFolder {
  /** What was in it before, and which edition of saltern wrote that; empty: none, or it is not known. */
  readonly earlier: EarlierSite & { readonly edition: string };
  has(path: string): boolean;
  /** Pages that are there and belong to none of these parts. */
  listGone(parts: readonly SitePart[]): readonly string[];
  /** Writes a part, and removes what else is in its own folders. Returns how many files it wrote. */
  write(part: SitePart, files: readonly SiteFile[]): Promise<number>;
  remove(paths: readonly string[]): Promise<void>;
}

/** Folders of which the site owns all that is in them. */
const OWN = /^(?:formulas|nights|runs|snapshots|results|files)\//;

/** Opens the folder, which is made when missing. Throws `USAGE` where it holds what is no site, `INTERNAL`. */
export async function openSiteFolder(directory: string): Promise<SiteFolder> {
  const there = new Set(await listFiles(directory));
  const earlier = await readEarlier(directory);
  if (earlier === undefined && there.size > 0) throw notOurs(directory);
  const made = new Set<string>();
  return {
    earlier: earlier ?? { recent: [], edition: '' },
    has: (path) => there.has(path),
    listGone(parts) {
      const pages = new Set(parts.map(({ path }) => path));
      const folders = parts.flatMap(({ folders: own = [] }) => own);
      const isOwned = new Set(folders);
      return [...there].filter((path) => OWN.test(path) && !pages.has(path) && !isOwned.has(dirname(path)));
    },
    async write({ folders = [] }, files) {
      const kept = new Set(files.map(({ path }) => path));
      await Promise.all(files.slice(0, -1).map((file) => put(directory, file, made)));
      const own = files.at(-1);
      if (own !== undefined) await put(directory, own, made);
      const old = [...there].filter((path) => folders.includes(dirname(path)) && !kept.has(path));
      await removeAll(directory, old);
      return files.length;
    },
    remove: (paths) => removeAll(directory, paths),
  };
}

/** Undefined: no site of ours is there. The style sheet is written first and the facts last. */
async function readEarlier(directory: string): Promise<SiteFolder['earlier'] | undefined> {
  const read = (path: string) => readText(join(directory, path), MOST_BYTES.record).catch(() => '');
  if (!(await read(sitePaths.style)).startsWith(PAGES_MARK)) return undefined;
  const pages = asMap(asMap(parseJson(await read(sitePaths.facts)))['pages']);
  return { edition: asText(pages['edition']) ?? '', recent: asTexts(pages['recent']) };
}

async function listFiles(directory: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(directory, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => !entry.isDirectory())
      .map((entry) => relative(directory, join(entry.parentPath, entry.name)).split(sep).join('/'));
  } catch (cause) {
    if (hasCode(cause, 'ENOENT')) return [];
    throw wrapWriteTrouble(directory, cause);
  }
}

/** Aside and renamed: there is only one writer at a time, so that one name does. Nothing waits for the disk: all of it can be made again. */
async function put(directory: string, file: SiteFile, made: Set<string>): Promise<void> {
  const path = join(directory, file.path);
  const folder = dirname(path);
  try {
    if (!made.has(folder)) await mkdir(folder, { recursive: true });
    made.add(folder);
    const aside = `${path}.new`;
    await writeFile(aside, 'text' in file ? file.text : await readCopy(file.copy.from));
    await rename(aside, path);
  } catch (cause) {
    throw wrapWriteTrouble(path, cause);
  }
}

const MIB = 2 ** 20;
/** Of a log its end, where it is longer. */
const MOST_TEXT = MIB / 2;
const MOST_PICTURE = 4 * MIB;
/** Browsers take a text without it for Latin, where nobody tells them. */
const UTF8_MARK = '\ufeff';

/** What has gone since, or has become too large, is said in its place. */
async function readCopy(from: string): Promise<Buffer | string> {
  try {
    if (from.endsWith('.png')) return await readBytes(from, MOST_PICTURE);
    const [text, { size }] = await Promise.all([readTail(from, MOST_TEXT), stat(from)]);
    const head = size > MOST_TEXT ? '… only the end of it; the whole is in the folder of its run\n' : '';
    return `${UTF8_MARK}${head}${text}`;
  } catch (error) {
    if (isDiskFull(error)) throw error;
    return `${UTF8_MARK}it could not be copied: ${error instanceof Error ? error.message : String(error)}\n`;
  }
}

async function removeAll(directory: string, paths: readonly string[]): Promise<void> {
  await Promise.all(paths.map((path) => rm(join(directory, path), { force: true })));
}

function notOurs(directory: string): SalternError {
  return new SalternError('USAGE', `The folder '${directory}' holds files, and no pages of saltern`, {
    hint: "Name one that is empty, or not there yet, in 'site: { directory: … }' or with `--output`.",
  });
}
