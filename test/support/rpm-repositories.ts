import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { buildSalternRpm } from '../packages/build-rpm.ts';
import { gatherParts } from '../packages/gather-parts.ts';
import { run } from '../testbed/host/command.ts';

/** Folders below `root`, each a repository of one package: `first`, `second` and what they need, `userland`. */
export async function makeRpmRepositories(root: string): Promise<void> {
  const parts = await gatherParts(root);
  const today = new Date();
  // The least compression: it is unpacked at once.
  const build = (release: string) =>
    buildSalternRpm({ parts, folder: join(root, `build-${release}`), release, payload: 'w1.gzdio', today });
  const first = await build('1');
  const second = await build('2');
  await makeRepository(join(root, 'first'), first.rpm);
  await makeRepository(join(root, 'second'), second.rpm);
  await makeRepository(join(root, 'userland'), await provideLibraries(join(root, 'libraries'), first.rpm));
}

async function makeRepository(folder: string, rpm: string): Promise<void> {
  await mkdir(folder);
  await copyFile(rpm, join(folder, basename(rpm)));
  await run(['createrepo_c', '--quiet', folder]);
}

/**
 * A stand-in's userland comes from Debian packages, which its rpm does not know: this package says for it which libraries
 * are there. That they are shows when the program runs.
 */
async function provideLibraries(folder: string, rpm: string): Promise<string> {
  await mkdir(folder);
  const wanted = (await run(['rpm', '-qp', '--requires', rpm])).split('\n').filter((one) => /\.so\.|^rtld/.test(one));
  const spec = [
    'Name: userland',
    'Version: 1',
    'Release: 1',
    'Summary: What rpm does not know of a stand-in',
    'License: none',
    'BuildArch: noarch',
    ...new Set(wanted.map((one) => `Provides: ${one}`)),
    '%description',
    'Names of libraries.',
    '%files',
  ];
  await writeFile(join(folder, 'userland.spec'), `${spec.join('\n')}\n`);
  const definitions = [`_topdir ${folder}`, `_dbpath ${folder}/db`, `_rpmdir ${folder}`, '_rpmfilename userland.rpm'];
  await run([
    'rpmbuild',
    '--quiet',
    '-bb',
    ...definitions.flatMap((one) => ['--define', one]),
    `${folder}/userland.spec`,
  ]);
  return join(folder, 'userland.rpm');
}
