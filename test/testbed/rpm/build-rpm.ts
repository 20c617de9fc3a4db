import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { contentKey, makeDirectory } from '../host/cache.ts';
import { run } from '../host/command.ts';
import { TestbedError } from '../host/testbed-error.ts';
import type { StandIn } from '../image/stand-ins.ts';
import type { DebianPackage } from './debian-package.ts';
import type { Recipe } from './recipe.ts';
import { writeSpec } from './spec.ts';
import { stage } from './stage.ts';
import { type Variation, releaseOf } from './variation.ts';

const overlayDirectory = join(import.meta.dirname, 'files');
/** 2026-01-01: every RPM says it was built then, so the same input gives the same bytes. */
const buildTime = 1_767_225_600;
const dayS = 86_400;

/** What all RPMs of one stand-in are built from. */
export interface Workshop {
  readonly standIn: StandIn;
  readonly cacheDirectory: string;
  /** Key over recipes, code and Debian packages: another one builds everything anew. */
  readonly key: string;
  readonly debs: ReadonlyMap<string, DebianPackage>;
}

/** Finds an RPM that was built before. */
export async function findRpm(
  workshop: Workshop,
  recipe: Recipe,
  variation: Variation = {},
): Promise<string | undefined> {
  return onlyRpm(targetOf(workshop, recipe, variation));
}

/** Builds one RPM, or finds it in the cache; returns its path. */
export async function buildRpm(
  workshop: Workshop,
  recipe: Recipe,
  requires: readonly string[],
  variation: Variation = {},
): Promise<string> {
  const target = targetOf(workshop, recipe, variation);
  const cached = await onlyRpm(target);
  if (cached !== undefined) return cached;
  await makeDirectory(target, (aside) => build({ aside, workshop, recipe, requires, variation }));
  const built = await onlyRpm(target);
  if (built === undefined) throw new TestbedError(`rpmbuild left no RPM in '${target}'`, 'Remove it and call again.');
  return built;
}

function targetOf(workshop: Workshop, recipe: Recipe, variation: Variation): string {
  const key = contentKey([workshop.key, workshop.standIn.el, recipe.name, variation]);
  return join(workshop.cacheDirectory, 'rpms', `${recipe.name}-${key}`);
}

async function onlyRpm(directory: string): Promise<string | undefined> {
  const names = await readdir(directory).catch(() => []);
  const name = names.find((one) => one.endsWith('.rpm'));
  return name === undefined ? undefined : join(directory, name);
}

async function build(options: {
  aside: string;
  workshop: Workshop;
  recipe: Recipe;
  requires: readonly string[];
  variation: Variation;
}): Promise<void> {
  const { aside, workshop, recipe, variation } = options;
  const { el, release: standInRelease } = workshop.standIn;
  const deb = workshop.debs.get(recipe.debs[0]?.package ?? '');
  const top = join(aside, 'build');
  const tree = join(top, 'tree');
  const files = await stage({
    tree,
    recipe,
    debs: workshop.debs,
    overlays: [recipe.name, `${recipe.name}.${el}`].map((name) => join(overlayDirectory, name)),
    broken: variation.broken,
  });
  const spec = writeSpec({
    recipe,
    version: deb?.version ?? recipe.version ?? '1.0',
    release: releaseOf(deb?.revision ?? '1', el, variation),
    standInRelease,
    requires: variation.broken === 'dependency' ? [] : options.requires,
    files,
    tree,
  });
  await mkdir(top, { recursive: true });
  await writeFile(join(top, 'one.spec'), spec);
  const definitions = Object.entries({
    _topdir: top,
    _dbpath: join(top, 'db'),
    _rpmdir: aside,
    _rpmfilename: '%%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm',
    _buildhost: 'testbed.saltern',
    use_source_date_epoch_as_buildtime: '1',
    clamp_mtime_to_source_date_epoch: '1',
  }).flatMap(([name, value]) => ['--define', `${name} ${value}`]);
  const env = { SOURCE_DATE_EPOCH: String(buildTime + (variation.rebuilt ?? 0) * dayS), LC_ALL: 'C.UTF-8' };
  await run(['rpmbuild', '--quiet', '-bb', '--nodeps', ...definitions, join(top, 'one.spec')], { env });
  await rm(top, { recursive: true, force: true });
}
