import { dirname, relative, sep } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { UnreadableError } from '../base/error/unreadable-error.ts';
import { readBytes } from '../base/files/read-regular.ts';
import { MOST_BYTES } from '../base/files/size-limits.ts';
import { ConfigError, SalternError } from '../contract/errors.ts';
import type { InstanceSummary } from '../contract/events.ts';
import { wrapWriteTrouble } from '../contract/write-trouble.ts';
import { placeTable, TABLE_MARKERS } from '../report/badge/place-table.ts';
import { renderReadmeTable, type TableLinks } from '../report/badge/render-readme-table.ts';
import { shortPath } from '../report/text/words.ts';
import type { Services } from './services.ts';

export interface UpdateReadmeOptions {
  readonly project: { readonly instances: readonly InstanceSummary[] };
  /** Absolute. */
  readonly file: string;
  /** Absolute folder of the badges. */
  readonly directory: string;
  /** Where the site is, and its address: what the table links to. Default: there is none. */
  readonly site?: { readonly directory: string; readonly url?: string | undefined } | undefined;
  /** Only looks whether it would change. Default false. */
  readonly isCheck?: boolean;
}

/** What became of the table. */
export interface UpdatedReadme {
  /** Absolute. */
  readonly file: string;
  /** Whether it is (with `isCheck`: would be) another one than before. */
  readonly isChanged: boolean;
}

/**
 * Keeps the table of badges between the markers of a Markdown file; what it holds already is not written. A link stays a
 * link, and the file keeps its mode. Throws `CONFIG_NOT_FOUND`, `CONFIG_INVALID` with the line of each marker that is
 * wrong, `NO_SPACE`, `INTERNAL`.
 */
export async function updateReadme(
  services: Pick<Services, 'cwd'>,
  options: UpdateReadmeOptions,
): Promise<UpdatedReadme> {
  const { project, file, isCheck = false } = options;
  const shown = shortPath(file, services.cwd);
  const before = await read(file, shown);
  const placed = placeTable(before, renderReadmeTable(project.instances, findLinks(options)));
  if (placed.kind === 'trouble') {
    const [begin, end] = TABLE_MARKERS;
    throw new ConfigError(
      placed.problems.map((problem) => ({ ...problem, file: shown })),
      { hint: `The table stands between two lines: '${begin}', and below it '${end}'.` },
    );
  }
  const isChanged = !placed.bytes.equals(before);
  if (isChanged && !isCheck) await write(file, placed.bytes);
  return { file, isChanged };
}

async function read(file: string, shown: string): Promise<Buffer> {
  return await readBytes(file, MOST_BYTES.record).catch((cause: unknown) => {
    if (!(cause instanceof UnreadableError)) throw cause;
    throw new SalternError(
      'CONFIG_NOT_FOUND',
      `'${shown}', which is to have the table of badges, cannot be read: ${cause.why}`,
      {
        hint: `Name a Markdown file that has the lines '${TABLE_MARKERS.join("' and '")}'.`,
        cause,
      },
    );
  });
}

/** Written aside and renamed, at the end of a link where it is one. */
async function write(file: string, bytes: Buffer): Promise<void> {
  try {
    await writeFileAtomic(file, bytes);
  } catch (cause) {
    throw wrapWriteTrouble(file, cause);
  }
}

/** Badges within the site are found at its address; others beside the file. */
function findLinks({ file, directory, site }: UpdateReadmeOptions): TableLinks {
  const url = site?.url;
  if (site !== undefined && url !== undefined) {
    const within = relative(site.directory, directory);
    const isWithin = within !== '..' && !within.startsWith(`..${sep}`);
    if (isWithin)
      return { badges: [url.replace(/\/+$/, ''), ...within.split(sep).filter(Boolean)].join('/'), site: url };
  }
  return { badges: relative(dirname(file), directory).split(sep).join('/'), site: url };
}
