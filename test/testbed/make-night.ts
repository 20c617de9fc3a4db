import { copyFile, mkdir, mkdtemp, rename, rm, stat, utimes } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import pLimit from 'p-limit';
import { run } from './host/command.ts';
import { tellError } from './host/testbed-error.ts';
import { type El, type StandIn, repositoryName, standIns } from './image/stand-ins.ts';
import { planNight } from './rpm/night-plan.ts';
import { buildNamed } from './rpm/pool.ts';
import { type BrokenKind, brokenPackage } from './rpm/variation.ts';
import { type Testbed, setupTestbed } from './setup.ts';

/** Which mirror to make. */
export interface Night {
  readonly testbed: Testbed;
  /** Gets `base7-latest/`, `base8-latest/`, `base9-latest/`; made where missing. */
  readonly root: string;
  /** 0 is the pool as it was built; each later night moves on from the one before. */
  readonly night: number;
  readonly broken?: BrokenKind | undefined;
  /** Default: all three. */
  readonly platforms?: readonly El[] | undefined;
}

/** Writes the mirror as it stands on a night; the same night made twice holds the same RPM bytes. */
export async function makeNight(night: Night): Promise<void> {
  const limit = pLimit(2);
  const wanted = standIns.filter((standIn) => night.platforms?.includes(standIn.el) ?? true);
  await mkdir(night.root, { recursive: true });
  await Promise.all(wanted.map((standIn) => limit(() => makeRepository(night, standIn))));
}

async function makeRepository({ testbed, root, night, broken }: Night, { el, ...standIn }: StandIn): Promise<void> {
  const plan = planNight(night, broken);
  const target = join(root, repositoryName({ el, ...standIn }));
  const aside = await mkdtemp(join(root, `.${basename(target)}-`));
  try {
    const repository = join(aside, 'new');
    const packages = join(repository, 'Packages');
    await mkdir(packages, { recursive: true });
    for (const [name, path] of testbed.rpmPool(el)) {
      if (plan.absent.has(name)) continue;
      const variation = plan.varied.get(name);
      const rpm = variation === undefined ? path : await buildNamed(testbed.workshop(el), name, variation);
      await copyWithTime(rpm, join(packages, basename(rpm)));
    }
    await run([
      'createrepo_c',
      '--quiet',
      '--no-database',
      '--revision',
      String(night),
      '--set-timestamp-to-revision',
      repository,
    ]);
    await rename(target, join(aside, 'old')).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
    await rename(repository, target);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

/** A copy, not a hard link: whoever writes into a mirror must not reach the cache. Its time tells it is unchanged. */
async function copyWithTime(from: string, to: string): Promise<void> {
  const { mtime } = await stat(from);
  await copyFile(from, to);
  await utimes(to, mtime, mtime);
}

function isBrokenKind(text: string): text is BrokenKind {
  return Object.hasOwn(brokenPackage, text);
}

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({ allowPositionals: true, options: { broken: { type: 'string' } } });
  const [root, night = ''] = positionals;
  const { broken } = values;
  if (
    root === undefined ||
    !/^\d+$/.test(night) ||
    positionals.length > 2 ||
    (broken !== undefined && !isBrokenKind(broken))
  ) {
    const kinds = Object.keys(brokenPackage).join('|');
    process.stderr.write(`usage: node test/testbed/make-night.ts ROOT NIGHT [--broken ${kinds}]\n`);
    process.exitCode = 2;
    return;
  }
  await makeNight({ testbed: await setupTestbed(), root, night: Number(night), broken });
}

if (import.meta.main) {
  try {
    await main();
  } catch (error) {
    process.stderr.write(tellError(error));
    process.exitCode = 3;
  }
}
