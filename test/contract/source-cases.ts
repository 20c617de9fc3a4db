import { join } from 'node:path';
import type { Source } from '../../src/contract/source.ts';
import { openSource } from '../../src/snapshot/sources/index.ts';
import { openPulpScene } from '../support/pulp-scene.ts';

/** A source as the contract suite runs it. */
export interface SourceCase {
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
];
