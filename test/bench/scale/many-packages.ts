import { createHash, randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const COUNT = 10_000;
const BYTES = 20_000;

/** Writes a repository of 10,000 packages of 20 kB into `<root>/base-latest/`: random bytes that metadata names. */
export async function manyPackages(root: string): Promise<string> {
  const mirror = join(root, 'base-latest');
  await mkdir(join(mirror, 'repodata'), { recursive: true });
  await mkdir(join(mirror, 'Packages'));
  const entries: string[] = [];
  for (let index = 0; index < COUNT; index += 1) {
    const bytes = randomBytes(BYTES);
    const file = `Packages/package-${index}-1.0-1.noarch.rpm`;
    await writeFile(join(mirror, file), bytes);
    entries.push(
      `<package type="rpm"><name>package-${index}</name><arch>noarch</arch><version epoch="0" ver="1.0" rel="1"/>` +
        `<checksum type="sha256" pkgid="YES">${sha256(bytes)}</checksum><size package="${BYTES}"/><location href="${file}"/></package>\n`,
    );
  }
  const primary = `<metadata xmlns="http://linux.duke.edu/metadata/common" packages="${COUNT}">\n${entries.join('')}</metadata>\n`;
  await writeFile(join(mirror, 'repodata/primary.xml'), primary);
  await writeFile(
    join(mirror, 'repodata/repomd.xml'),
    `<repomd xmlns="http://linux.duke.edu/metadata/repo"><data type="primary"><checksum type="sha256">${sha256(primary)}</checksum>` +
      `<location href="repodata/primary.xml"/></data></repomd>\n`,
  );
  return mirror;
}

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
