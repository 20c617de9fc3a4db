import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { contentKey, findCacheDirectory, makeDirectory } from '../testbed/host/cache.ts';

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
  /** Made anew, with bytes that no other has: for a test that damages them where others keep theirs, too. Default false. */
  readonly isUnique?: boolean;
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

/** Puts one RPM into a folder and gives its file name. rpmbuild makes each once on a machine: thousands of tests want the same few. */
export async function buildTinyRpm(tiny: TinyPackage, folder: string): Promise<string> {
  const { isUnique = false, ...rest } = tiny;
  const spec = writeSpec(isUnique ? { ...rest, content: randomUUID() } : rest);
  const built = isUnique ? join(await mkdtemp(join(tmpdir(), 'saltern-rpm-')), 'own') : join(CACHE, contentKey([spec]));
  const file = (await findRpm(built)) ?? (await build(spec, built));
  await copyFile(join(built, file), join(folder, `.${file}`));
  await rename(join(folder, `.${file}`), join(folder, file));
  return file;
}

const CACHE = join(findCacheDirectory(process.env), 'tiny-rpms');

function writeSpec({
  name,
  version = '1.0',
  release = '1',
  content = name,
  requires = [],
  obsoletes = [],
  epoch,
}: TinyPackage) {
  return `%global __os_install_post %{nil}
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
`;
}

async function findRpm(folder: string): Promise<string | undefined> {
  return (await readdir(folder).catch(() => []))[0];
}

async function build(spec: string, target: string): Promise<string> {
  await makeDirectory(target, async (aside) => {
    const top = join(aside, 'build');
    await mkdir(top);
    await writeFile(join(top, 'one.spec'), spec);
    const definitions = [
      `_topdir ${top}`,
      `_rpmdir ${aside}`,
      '_rpmfilename %%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm',
    ];
    const argv = definitions.flatMap((one) => ['--define', one]);
    await execa('rpmbuild', ['--quiet', '-bb', ...argv, join(top, 'one.spec')]);
    await rm(top, { recursive: true });
  });
  return (await findRpm(target)) ?? '';
}
