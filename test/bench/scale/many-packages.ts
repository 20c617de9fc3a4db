import { createHash, randomBytes } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

export interface ManyPackages {
  /** Default 10,000. */
  readonly count?: number;
  /** Of each file. Default 20,000. */
  readonly bytes?: number;
}

export interface ManyMirror {
  /** Absolute path of the repository, `<root>/base-latest`. */
  readonly path: string;
  /** Turns the metadata to the other night's and back: three packages in a hundred differ, and all files are there. */
  turn(): Promise<void>;
}

/**
 * Writes a repository of many packages into `<root>/base-latest/`: random bytes that metadata names, as long as that of
 * a distribution.
 */
export async function manyPackages(root: string, options: ManyPackages = {}): Promise<ManyMirror> {
  const { count = 10_000, bytes = 20_000 } = options;
  const path = join(root, 'base-latest');
  await mkdir(join(path, 'Packages'), { recursive: true });
  const nights: readonly string[][] = [[], []];
  for (let index = 0; index < count; index += 1) {
    const old = await writePackage(path, { index, version: '1.0', bytes });
    const isChanged = index % 100 < 3;
    nights[0]?.push(old);
    nights[1]?.push(isChanged ? await writePackage(path, { index, version: '1.1', bytes }) : old);
  }
  const folders = { now: join(path, 'repodata'), other: join(path, '.other'), aside: join(path, '.aside') };
  for (const [night, elements] of nights.entries())
    await writeMetadata(night === 0 ? folders.now : folders.other, elements);
  const turn = async (): Promise<void> => {
    await rename(folders.now, folders.aside);
    await rename(folders.other, folders.now);
    await rename(folders.aside, folders.other);
  };
  return { path, turn };
}

interface OnePackage {
  readonly index: number;
  readonly version: string;
  readonly bytes: number;
}

async function writePackage(mirror: string, { index, version, bytes }: OnePackage): Promise<string> {
  const content = randomBytes(bytes);
  const file = `Packages/package-${index}-${version}-1.noarch.rpm`;
  await writeFile(join(mirror, file), content);
  const provides = Array.from(
    { length: 24 },
    (_, one) =>
      `<rpm:entry name="package-${index}(part-${one})(64bit)" flags="EQ" epoch="0" ver="${version}" rel="1"/>`,
  );
  return (
    `<package type="rpm"><name>package-${index}</name><arch>noarch</arch><version epoch="0" ver="${version}" rel="1"/>` +
    `<checksum type="sha256" pkgid="YES">${sha256(content)}</checksum><summary>One of many</summary><size package="${bytes}"/>` +
    `<location href="${file}"/><format><rpm:sourcerpm>source-${Math.floor(index / 4)}-${version}-1.src.rpm</rpm:sourcerpm>` +
    `<rpm:provides>\n${provides.join('\n')}\n</rpm:provides></format></package>\n`
  );
}

async function writeMetadata(folder: string, elements: readonly string[]): Promise<void> {
  const primary = gzipSync(
    `<metadata xmlns="http://linux.duke.edu/metadata/common" xmlns:rpm="http://linux.duke.edu/metadata/rpm" packages="${elements.length}">\n${elements.join('')}</metadata>\n`,
  );
  await mkdir(folder);
  await writeFile(join(folder, 'primary.xml.gz'), primary);
  await writeFile(
    join(folder, 'repomd.xml'),
    `<repomd xmlns="http://linux.duke.edu/metadata/repo"><data type="primary"><checksum type="sha256">${sha256(primary)}</checksum>` +
      `<location href="repodata/primary.xml.gz"/></data></repomd>\n`,
  );
}

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
