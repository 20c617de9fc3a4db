import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Writes a repository without packages into `<folder>/<member>-latest/`: enough to take a snapshot, without any program. */
export async function writeEmptyRepository(folder: string, member: string): Promise<void> {
  const repodata = join(folder, `${member}-latest`, 'repodata');
  await mkdir(repodata, { recursive: true });
  const primary = '<metadata xmlns="http://linux.duke.edu/metadata/common" packages="0"></metadata>\n';
  const digest = createHash('sha256').update(primary).digest('hex');
  await writeFile(join(repodata, 'primary.xml'), primary);
  await writeFile(
    join(repodata, 'repomd.xml'),
    `<repomd xmlns="http://linux.duke.edu/metadata/repo"><data type="primary"><checksum type="sha256">${digest}</checksum>` +
      `<location href="repodata/primary.xml"/></data></repomd>\n`,
  );
}
