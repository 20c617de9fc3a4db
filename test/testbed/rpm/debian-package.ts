import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../host/command.ts';

/** What we need to know of a downloaded .deb. */
export interface DebianPackage {
  readonly name: string;
  readonly path: string;
  /** Upstream version in RPM's alphabet, without epoch. */
  readonly version: string;
  /** The leading number of Debian's revision. */
  readonly revision: string;
  /** Names of required packages, alternatives included. */
  readonly depends: readonly string[];
}

const fields = '${Package}\t${Version}\t${Pre-Depends}, ${Depends}\t';

/** Reads all packages of a directory, by name; the fields it read are kept beside them, for the next time. */
export async function readDebianPackages(directory: string): Promise<ReadonlyMap<string, DebianPackage>> {
  const index = join(directory, 'index.tsv');
  const known = await readFile(index, 'utf8').catch(() => undefined);
  const lines = known ?? (await readFields(directory));
  if (known === undefined) {
    await writeFile(`${index}.${process.pid}`, lines);
    await rename(`${index}.${process.pid}`, index);
  }
  const packages = lines.split('\n').map((line) => parseLine(directory, line));
  return new Map(packages.map((one) => [one.name, one]));
}

async function readFields(directory: string): Promise<string> {
  const files = (await readdir(directory)).filter((file) => file.endsWith('.deb')).toSorted();
  const read = async (file: string): Promise<string> =>
    `${await run(['dpkg-deb', '--showformat', fields, '-W', join(directory, file)])}${file}`;
  return (await Promise.all(files.map(read))).join('\n');
}

function parseLine(directory: string, line: string): DebianPackage {
  const [name = '', version = '', depends = '', file = ''] = line.split('\t');
  return { name, path: join(directory, file), ...splitVersion(version), depends: parseDepends(depends) };
}

/** `1:10.0p1-7+deb13u4` ▸ version `10.0p1`, revision `7`. */
export function splitVersion(debian: string): { version: string; revision: string } {
  const [, upstream = debian, revision = '1'] = /^(?:\d+:)?(.*?)(?:-([^-]*))?$/.exec(debian) ?? [];
  return {
    version: upstream.replace(/[+~](dfsg|ds|git|really).*$/, '').replaceAll('-', '.'),
    revision: /^\d+(\.\d+)*/.exec(revision)?.[0] ?? '1',
  };
}

function parseDepends(field: string): readonly string[] {
  return field
    .split(/[,|]/)
    .map((part) => /^\s*([a-z0-9][a-z0-9.+-]*)/.exec(part)?.[1] ?? '')
    .filter((name) => name !== '');
}
