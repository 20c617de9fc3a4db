import { createHash } from 'node:crypto';
import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readBytes } from '../../../base/files/read-regular.ts';
import { MOST_BYTES } from '../../../base/files/size-limits.ts';
import { SalternError } from '../../../contract/errors.ts';
import { REPOMD, type Source, type SourcePlace } from '../../../contract/source.ts';
import type { MirrorConfig } from './config.ts';
import { openMirror } from './open-mirror.ts';

const ENDING = '-latest';

/** Mirrors that a tool of your own keeps in one folder: the member `base9` is what is in `base9-latest/`. */
export function mirrorSource({ directory: own }: MirrorConfig, { root }: SourcePlace): Source {
  const directory = own ?? root;
  const folderOf = (member: string): string => join(directory, `${member}${ENDING}`);
  return {
    name: 'mirror',
    title: directory,
    members: () => listMirrors(directory),
    async metadataDigest(member) {
      const repomd = await readRepomd(folderOf(member));
      return `sha256:${createHash('sha256').update(repomd).digest('hex')}`;
    },
    async open(member, { pool, notes }, { signal }) {
      const folder = folderOf(member);
      const repomd = await readRepomd(folder);
      return openMirror({ folder, repomd, pool, index: join(notes, `${member}.index`), signal });
    },
  };
}

async function listMirrors(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch((cause: unknown) => {
    throw new SalternError('SNAPSHOT_SOURCE', `The folder of mirrors '${directory}' cannot be read`, { cause });
  });
  const members = entries.filter(isMirror).map(({ name }) => name.slice(0, -ENDING.length));
  if (members.length > 0) return members.sort();
  throw new SalternError('SNAPSHOT_SOURCE', `The folder '${directory}' holds no mirror`, {
    hint: 'Name the folders of the mirrors NAME-latest, for example base9-latest/.',
  });
}

/** A file is none, nor what copying tools hide while they write it. A link may lead to where nothing is: that is an error. */
function isMirror(entry: Dirent): boolean {
  const { name } = entry;
  return name.length > ENDING.length && name.endsWith(ENDING) && !name.startsWith('.') && !entry.isFile();
}

async function readRepomd(folder: string): Promise<Buffer> {
  try {
    return await readBytes(join(folder, REPOMD), MOST_BYTES.record);
  } catch (error) {
    throw new SalternError('SNAPSHOT_SOURCE', `'${folder}' is not a repository: it has no '${REPOMD}'`, {
      hint: `A member NAME of a snapshot is taken from NAME-latest/ in '${dirname(folder)}', as createrepo_c or reposync leaves it.`,
      cause: error,
    });
  }
}
