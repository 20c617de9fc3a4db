import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';

/** A package that a tiny repository should hold. */
export interface TinyPackage {
  readonly name: string;
  /** Default none. */
  readonly epoch?: number;
  readonly version?: string;
  readonly release?: string;
  /** Content of its one file: another text makes other bytes under the same name. Default: its name. */
  readonly content?: string;
  /** What it needs, as a spec file says it: `lib >= 2`. Default none. */
  readonly requires?: readonly string[];
  /** What it takes the place of, likewise. Default none. */
  readonly obsoletes?: readonly string[];
}

/**
 * Builds real RPMs with rpmbuild and writes them with createrepo_c's metadata into `<root>/<member>-latest/`, in place
 * of what was there. `arguments` go to createrepo_c.
 */
export async function writeTinyRepository(
  root: string,
  member: string,
  packages: readonly TinyPackage[],
  ...createrepoArguments: readonly string[]
): Promise<void> {
  const mirror = join(root, `${member}-latest`);
  await rm(mirror, { recursive: true, force: true });
  await mkdir(join(mirror, 'Packages'), { recursive: true });
  await Promise.all(packages.map((tiny) => buildTinyRpm(tiny, join(mirror, 'Packages'))));
  await execa('createrepo_c', ['--quiet', ...createrepoArguments, mirror]);
}

/** Builds one RPM into a folder and gives its file name. */
export async function buildTinyRpm(tiny: TinyPackage, folder: string): Promise<string> {
  const { name, version = '1.0', release = '1', content = name, requires = [], obsoletes = [], epoch } = tiny;
  const top = await mkdtemp(join(tmpdir(), 'saltern-rpm-'));
  try {
    const spec = join(top, `${name}.spec`);
    await writeFile(
      spec,
      `%global __os_install_post %{nil}
Name: ${name}
${epoch === undefined ? '' : `Epoch: ${epoch}\n`}Version: ${version}
Release: ${release}
Summary: ${name} & <friends>
License: none
BuildArch: noarch
${requires.map((one) => `Requires: ${one}\n`).join('')}${obsoletes.map((one) => `Obsoletes: ${one}\n`).join('')}%description
%install
mkdir -p %{buildroot}/usr/share/tiny
echo ${Buffer.from(content).toString('hex')} > %{buildroot}/usr/share/tiny/${name}
%files
/usr/share/tiny/${name}
`,
    );
    await execa('rpmbuild', ['--quiet', '-bb', '--define', `_topdir ${top}`, spec]);
    const [file = ''] = await readdir(join(top, 'RPMS', 'noarch'));
    await execa('cp', [join(top, 'RPMS', 'noarch', file), join(folder, `.${file}`)]);
    await rename(join(folder, `.${file}`), join(folder, file));
    return file;
  } finally {
    await rm(top, { recursive: true });
  }
}
