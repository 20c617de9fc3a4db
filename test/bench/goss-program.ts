import { access, copyFile, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { execa } from 'execa';
import { findDebianMirror } from '../testbed/host/debian-mirror.ts';
import { standIns } from '../testbed/image/stand-ins.ts';

const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

/** Path of a goss that runs in the el9 stand-in: Debian's package of the stand-in's suite, fetched once. */
export async function findGoss(cacheDirectory: string): Promise<string> {
  const suite = standIns.find(({ el }) => el === 'el9')?.debianSuite ?? 'stable';
  const program = join(cacheDirectory, `goss-${suite}`);
  const isThere = await access(program).then(
    () => true,
    () => false,
  );
  if (!isThere) await fetchGoss(suite, program);
  return program;
}

async function fetchGoss(suite: string, program: string): Promise<void> {
  const mirror = await findDebianMirror(process.env);
  const architecture = ARCHITECTURES[process.arch] ?? process.arch;
  const index = gunzipSync(
    await download(`${mirror}/dists/${suite}/main/binary-${architecture}/Packages.gz`),
  ).toString();
  const entry = index.split('\n\n').find((one) => one.startsWith('Package: goss\n'));
  const file = /^Filename: (.+)$/m.exec(entry ?? '')?.[1];
  if (file === undefined) throw new Error(`${mirror} has no goss in ${suite}`);
  const directory = await mkdtemp(join(tmpdir(), 'saltern-goss-'));
  await writeFile(join(directory, 'goss.deb'), await download(`${mirror}/${file}`));
  await execa('dpkg-deb', ['-x', 'goss.deb', 'root'], { cwd: directory });
  await mkdir(join(program, '..'), { recursive: true });
  await copyFile(join(directory, 'root/usr/bin/goss'), `${program}.part`);
  await rename(`${program}.part`, program);
  await rm(directory, { recursive: true });
}

async function download(address: string): Promise<Buffer> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status} ${response.statusText}`);
  return Buffer.from(await response.arrayBuffer());
}
