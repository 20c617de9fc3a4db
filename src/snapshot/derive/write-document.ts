import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { PackageDocument } from './scan-packages.ts';

const COMMON = 'http://linux.duke.edu/metadata/common';
const RPM = 'http://linux.duke.edu/metadata/rpm';

/** Root tags; the prefix `rpm:` is in every primary.xml that a tool writes. */
const ROOTS: Readonly<Record<PackageDocument, { readonly name: string; readonly spaces: string }>> = {
  primary: { name: 'metadata', spaces: `xmlns="${COMMON}" xmlns:rpm="${RPM}"` },
  filelists: { name: 'filelists', spaces: 'xmlns="http://linux.duke.edu/metadata/filelists"' },
  other: { name: 'otherdata', spaces: 'xmlns="http://linux.duke.edu/metadata/other"' },
};

/** A document that is to be written. */
export interface NewDocument {
  readonly type: PackageDocument;
  /** Elements, one byte per character. */
  readonly elements: AsyncIterable<string>;
  /** How many there will be. */
  readonly count: number;
  /** Absolute path of the repository. */
  readonly directory: string;
  /** Seconds since the epoch, for the entry. */
  readonly timestamp: number;
  readonly signal: AbortSignal;
}

/** Writes a document below `repodata/`, packed so that also old clients read it, and gives its entry of repomd.xml. */
export async function writeDocument({
  type,
  elements,
  count,
  directory,
  timestamp,
  signal,
}: NewDocument): Promise<string> {
  const aside = join(directory, 'repodata', `.${type}`);
  const [open, packed] = [createHash('sha256'), createHash('sha256')];
  let openSize = 0;
  const countOpen = (bytes: Buffer): void => {
    open.update(bytes);
    openSize += bytes.length;
  };
  await pipeline(
    inBlocks(wrap(type, elements, count)),
    tap(countOpen),
    createGzip({ level: 4 }),
    tap((bytes) => void packed.update(bytes)),
    createWriteStream(aside),
    { signal },
  );
  const hex = packed.digest('hex');
  const location = `repodata/${hex}-${type}.xml.gz`;
  await rename(aside, join(directory, location));
  const { size } = await stat(join(directory, location));
  return (
    `  <data type="${type}">\n    <checksum type="sha256">${hex}</checksum>\n` +
    `    <open-checksum type="sha256">${open.digest('hex')}</open-checksum>\n    <location href="${location}"/>\n` +
    `    <timestamp>${timestamp}</timestamp>\n    <size>${size}</size>\n    <open-size>${openSize}</open-size>\n  </data>`
  );
}

async function* wrap(type: PackageDocument, elements: AsyncIterable<string>, count: number): AsyncGenerator<string> {
  const { name, spaces } = ROOTS[type];
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<${name} ${spaces} packages="${count}">\n`;
  yield* elements;
  yield `</${name}>\n`;
}

/** Characters in one piece: a piece for each of fifty thousand packages would cost more than packing them. */
const BLOCK = 1 << 18;

async function* inBlocks(texts: AsyncIterable<string>): AsyncGenerator<Buffer> {
  let pieces: string[] = [];
  let length = 0;
  for await (const text of texts) {
    pieces.push(text);
    length += text.length;
    if (length < BLOCK) continue;
    yield Buffer.from(pieces.join(''), 'latin1');
    pieces = [];
    length = 0;
  }
  yield Buffer.from(pieces.join(''), 'latin1');
}

function tap(look: (bytes: Buffer) => void): Transform {
  return new Transform({
    transform(bytes: Buffer, _encoding, done) {
      look(bytes);
      done(null, bytes);
    },
  });
}
