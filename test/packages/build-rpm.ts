import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ROOT } from '../root.ts';
import { run } from '../testbed/host/command.ts';
import { fillSpec } from './fill-spec.ts';
import type { Parts } from './gather-parts.ts';
import { readPackageFacts } from './package-facts.ts';

const BESIDE = join(ROOT, 'examples/rpm');

export interface RpmBuild {
  readonly parts: Parts;
  /** Where rpmbuild works, and where the packages are then. */
  readonly folder: string;
  /** Counts builds of one version. Default 1. */
  readonly release?: string;
  /** How it is compressed, as rpm calls it. Default `w2.xzdio`, which EL 8 reads. */
  readonly payload?: string;
  readonly today: Date;
}

/** Builds the package and its source package; gives the paths of both. Throws `TestbedError`. */
export async function buildSalternRpm(build: RpmBuild): Promise<{ readonly rpm: string; readonly source: string }> {
  const { parts, folder, release = '1', payload = 'w2.xzdio', today } = build;
  const { version, node: nodeVersion } = readPackageFacts();
  const sources = join(folder, 'SOURCES');
  await mkdir(sources, { recursive: true });
  const changelog = await readFile(join(ROOT, 'CHANGELOG.md'), 'utf8');
  const spec = await readFile(join(ROOT, 'saltern.spec'), 'utf8');
  // From the tenth on they lie in the repository.
  const besides = [...spec.matchAll(/^Source\d\d: (.+)$/gm)].map(([, name = '']) => join(BESIDE, name));
  for (const file of [...Object.values(parts), ...besides]) await copyFile(file, join(sources, basename(file)));
  await writeFile(join(folder, 'saltern.spec'), fillSpec(spec, { version, release, nodeVersion, changelog, today }));
  const definitions = Object.entries({
    _topdir: folder,
    _dbpath: join(folder, 'db'),
    _binary_payload: payload,
    // What is in it is packed already.
    _source_payload: 'w1.gzdio',
    _rpmdir: folder,
    _srcrpmdir: folder,
    _rpmfilename: '%%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm',
  }).flatMap(([name, value]) => ['--define', `${name} ${value}`]);
  // What it needs to build is named for those who build elsewhere; Debian's rpm knows nothing of Debian's packages.
  await run(['rpmbuild', '--quiet', '--nodeps', '-ba', ...definitions, join(folder, 'saltern.spec')], {
    env: { LC_ALL: 'C.UTF-8' },
  });
  const built = (await readdir(folder)).filter((name) => name.endsWith('.rpm')).map((name) => join(folder, name));
  const source = built.find((file) => file.endsWith('.src.rpm')) ?? '';
  return { rpm: built.find((file) => file !== source) ?? '', source };
}
