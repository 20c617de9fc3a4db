import { access, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Source } from '../../src/contract/source.ts';
import { openSource } from '../../src/snapshot/sources/index.ts';
import { openPulpScene } from '../support/pulp-scene.ts';
import { repositoryServer } from '../support/repository-server.ts';

/** A source as the contract suite runs it. */
export interface SourceCase {
  /** Kind, and the way to it where there are several: `http (file)`. */
  readonly name: string;
  /** Whether it looks at a file before it says that it is known, or goes by the checksum alone. */
  readonly knowsBy: 'look' | 'checksum';
  /** A server that only one of the projects of tests has. Default: it needs none. */
  readonly needs?: 'pulp';
  /** Whether it has what its metadata says, however hostile that is. Default true. */
  readonly takesAnything?: boolean;
  /** What it can have beside metadata and packages. Default: anything. */
  readonly others?: readonly string[];
  /** The source over what lies in a folder of the test's own, one repository in `NAME-latest/` each. */
  readonly open: (folder: string) => Promise<SourceScene>;
}

/** A source, and what is behind it. */
export interface SourceScene extends AsyncDisposable {
  readonly source: Source;
  /** Where a test changes a repository's files: what they become is what the source offers once it is published. */
  readonly folderOf: (member: string) => string;
  /** Lets the source have what lies in the folder now. */
  readonly publish: () => Promise<void>;
}

/** A new source is one entry here. */
export const SOURCE_CASES: readonly SourceCase[] = [
  {
    name: 'mirror',
    knowsBy: 'look',
    async open(folder) {
      return {
        source: await openSource({ name: 'mirror', config: {} }, { root: folder }),
        folderOf: (member) => join(folder, `${member}-latest`),
        publish: () => Promise.resolve(),
        [Symbol.asyncDispose]: () => Promise.resolve(),
      };
    },
  },
  // Pulp's own mirrors keep what signs the metadata, and nothing else.
  {
    name: 'pulp',
    knowsBy: 'checksum',
    needs: 'pulp',
    takesAnything: false,
    others: ['repodata/repomd.xml.asc'],
    open: openPulpScene,
  },
  {
    name: 'http',
    knowsBy: 'checksum',
    async open(folder) {
      const server = await repositoryServer(folder);
      return httpScene(folder, server.url, async () => await server[Symbol.asyncDispose]());
    },
  },
  {
    name: 'http (file)',
    knowsBy: 'checksum',
    open: async (folder) => httpScene(folder, pathToFileURL(folder).href, () => Promise.resolve()),
  },
];

/** Names in its configuration what lies in the folder when it is asked. */
function httpScene(folder: string, url: string, close: () => Promise<void>): SourceScene {
  const folderOf = (member: string): string => join(folder, `${member}-latest`);
  const now = async (): Promise<Source> => {
    const names = (await readdir(folder)).filter((name) => name.endsWith('-latest'));
    const repositories = names.map(async (name) => {
      const there = async (file: string): Promise<readonly string[]> =>
        await access(join(folder, name, file)).then(
          () => [file],
          () => [],
        );
      const keys = (await there('RPM-GPG-KEY')).map((file) => `${url}/${name}/${file}`);
      return [name.slice(0, -'-latest'.length), { url: `${url}/${name}`, keys, files: await there('.treeinfo') }];
    });
    const config = { repositories: Object.fromEntries(await Promise.all(repositories)) };
    return await openSource({ name: 'http', config }, { root: folder });
  };
  return {
    source: {
      name: 'http',
      title: 'http',
      members: async (context) => (await now()).members(context),
      metadataDigest: async (member, context) => (await now()).metadataDigest(member, context),
      open: async (member, target, context) => (await now()).open(member, target, context),
    },
    folderOf,
    publish: () => Promise.resolve(),
    [Symbol.asyncDispose]: close,
  };
}
