import { createReadStream } from 'node:fs';
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createZstdDecompress } from 'node:zlib';
import { execa } from 'execa';
import { contentKey, directoryKey, makeDirectory } from '../host/cache.ts';
import { run } from '../host/command.ts';
import type { Steps } from '../host/steps.ts';
import { TestbedError } from '../host/testbed-error.ts';
import { buildRpm } from '../rpm/build-rpm.ts';
import { debianPackages, releaseRecipe } from '../rpm/recipes.ts';
import { buildRoot, customizeHook, debFolder, mmdebstrapArguments, rootArchive } from './build-root.ts';
import type { StandIn } from './stand-ins.ts';

/** Where a stand-in's image is known, and where its parts are cached. */
export interface ImagePlan {
  readonly standIn: StandIn;
  /** Image reference by content: `saltern/standin-el9:3f…`. */
  readonly reference: string;
  readonly key: string;
  readonly directory: string;
  readonly debDirectory: string;
}

/** Names the image that the recipes describe now; nothing is built. */
export async function planImage(standIn: StandIn, cacheDirectory: string): Promise<ImagePlan> {
  const files = join(import.meta.dirname, '../rpm/files', `standin-release.${standIn.el}`);
  // The mirror is no part of the key: it decides where the packages come from, not which they are.
  const key = contentKey([
    mmdebstrapArguments(standIn, 'mirror'),
    await readFile(customizeHook, 'utf8'),
    await directoryKey(files),
    debianPackages(standIn.el),
    releaseRecipe,
  ]);
  const directory = join(cacheDirectory, 'roots', `${standIn.el}-${key}`);
  return {
    standIn,
    key,
    reference: `${standIn.imageName}:${key}`,
    directory,
    debDirectory: join(directory, debFolder),
  };
}

/** Which of the planned images the engine does not hold. */
export async function missingImages(plans: readonly ImagePlan[]): Promise<readonly ImagePlan[]> {
  const references = plans.map((plan) => plan.reference);
  const format = '{{range .RepoTags}}{{println .}}{{end}}';
  const answer = await execa('docker', ['image', 'inspect', '--format', format, ...references], { reject: false });
  const present = new Set(answer.stdout.split('\n').map((line) => line.trim()));
  return plans.filter((plan) => !present.has(plan.reference));
}

/** Whether the root and the Debian packages of an image are in the cache. */
export async function isCached(plan: ImagePlan): Promise<boolean> {
  return access(join(plan.directory, rootArchive)).then(
    () => true,
    () => false,
  );
}

/** The release package of an image: older than any repository holds, so that an update has work to do. */
export async function buildReleaseRpm(plan: ImagePlan, cacheDirectory: string): Promise<string> {
  const workshop = { standIn: plan.standIn, cacheDirectory, key: plan.key, debs: new Map<string, never>() };
  return buildRpm(workshop, releaseRecipe, [], { bump: -1 });
}

/** Makes the cached root of a stand-in. */
export async function makeRoot(plan: ImagePlan, cacheDirectory: string, mirror: string): Promise<void> {
  const releaseRpm = await buildReleaseRpm(plan, cacheDirectory);
  const { standIn } = plan;
  await makeDirectory(plan.directory, (directory) =>
    buildRoot({ directory, standIn, mirror, releaseRpm, debianPackages: debianPackages(standIn.el) }),
  );
}

/** Gives the engine the image, from the cached root, under its content tag and `latest`. */
export async function importImage(plan: ImagePlan, steps: Steps): Promise<void> {
  const changes = [
    `LABEL saltern.standin="${plan.standIn.label}"`,
    'CMD ["/sbin/init"]',
    'ENV container=docker',
    'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  ];
  const child = execa('docker', ['import', ...changes.flatMap((change) => ['--change', change]), '-', plan.reference], {
    reject: false,
    all: true,
  });
  await pipeline(createReadStream(join(plan.directory, rootArchive)), createZstdDecompress(), child.stdin).catch(
    (error: unknown) => {
      steps.note(`import of '${plan.reference}' broke off: ${String(error)}`);
    },
  );
  const result = await child;
  if (result.exitCode !== 0) {
    throw new TestbedError(
      `docker import of '${plan.reference}' failed: ${result.all}`,
      'Is there disk space for 250 MB?',
    );
  }
  await run(['docker', 'tag', plan.reference, `${plan.standIn.imageName}:latest`]);
}
