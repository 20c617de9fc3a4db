import { createHash } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** A package of a written repository; its file is text, which no package manager would take. */
export interface WrittenPackage {
  readonly name: string;
  /** Default `1.0`. */
  readonly version?: string;
  /** Of the file. Default: name and version. */
  readonly content?: string;
  /** Name of its source package. Default: its own. */
  readonly source?: string;
  /** Newest first: day, who, what. Default none. */
  readonly changelog?: readonly (readonly [day: string, by: string, text: string])[];
}

export interface WrittenRepository {
  /** Default none. */
  readonly packages?: readonly WrittenPackage[];
  /** Further documents by the type that repomd.xml gives them: `modules`, `group`, `updateinfo`. Default none. */
  readonly documents?: Readonly<Record<string, string>>;
  /** What is made of the text of primary.xml. Default: it stays. */
  readonly edit?: (primary: string) => string;
  /** Files that no metadata names. Default none. */
  readonly others?: Readonly<Record<string, string>>;
}

/** Writes a repository into `<folder>/<member>-latest/` in place of what was there, without any program. */
export async function writeRepository(
  folder: string,
  member: string,
  { packages = [], documents = {}, edit = (primary) => primary, others = {} }: WrittenRepository,
): Promise<void> {
  const top = join(folder, `${member}-latest`);
  await rm(top, { recursive: true, force: true });
  const elements = await Promise.all(packages.map((one) => writePackage(top, one)));
  const all = {
    primary: edit(
      wrap(
        'metadata',
        elements.map(({ primary }) => primary),
      ),
    ),
    other: wrap(
      'otherdata',
      elements.map(({ other }) => other),
    ),
    ...documents,
  };
  const entries = await Promise.all(Object.entries(all).map(([type, text]) => writeDocument(top, type, text)));
  await write(
    top,
    'repodata/repomd.xml',
    `<repomd xmlns="http://linux.duke.edu/metadata/repo">${entries.join('')}</repomd>\n`,
  );
  for (const [path, text] of Object.entries(others)) await write(top, path, text);
}

async function writePackage(
  top: string,
  { name, version = '1.0', content, source = name, changelog = [] }: WrittenPackage,
) {
  const text = content ?? `${name} ${version}`;
  const file = `Packages/${name}-${version}-1.noarch.rpm`;
  await write(top, file, text);
  const entries = changelog.map(
    ([day, by, what]) =>
      `<changelog author="${escape(by)}" date="${Date.parse(day) / 1000}">${escape(what)}</changelog>`,
  );
  return {
    primary:
      `<package type="rpm"><name>${name}</name><arch>noarch</arch><version epoch="0" ver="${version}" rel="1"/>` +
      `<checksum type="sha256" pkgid="YES">${sha256(text)}</checksum><size package="${text.length}"/><location href="${file}"/>` +
      `<format><rpm:sourcerpm>${source}-${version}-1.src.rpm</rpm:sourcerpm></format></package>\n`,
    other: `<package pkgid="${sha256(text)}" name="${name}" arch="noarch">${entries.join('')}</package>\n`,
  };
}

function wrap(name: string, elements: readonly string[]): string {
  return `<${name} packages="${elements.length}">\n${elements.join('')}</${name}>\n`;
}

async function writeDocument(top: string, type: string, text: string): Promise<string> {
  const packed = gzipSync(text);
  const location = `repodata/${type}.gz`;
  await write(top, location, packed);
  return (
    `<data type="${type}"><checksum type="sha256">${sha256(packed)}</checksum>` +
    `<open-checksum type="sha256">${sha256(text)}</open-checksum><location href="${location}"/></data>`
  );
}

async function write(top: string, path: string, data: string | Uint8Array): Promise<void> {
  await mkdir(dirname(join(top, path)), { recursive: true });
  await writeFile(join(top, path), data);
}

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
