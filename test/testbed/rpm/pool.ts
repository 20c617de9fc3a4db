import { basename } from 'node:path';
import pLimit from 'p-limit';
import { contentKey, directoryKey } from '../host/cache.ts';
import type { Steps } from '../host/steps.ts';
import type { StandIn } from '../image/stand-ins.ts';
import { type Workshop, buildRpm, findRpm } from './build-rpm.ts';
import { type DebianPackage, readDebianPackages } from './debian-package.ts';
import type { Recipe } from './recipe.ts';
import { recipes, releaseRecipe } from './recipes.ts';
import type { Variation } from './variation.ts';

/** The RPMs of one stand-in as they are on night 0, by package name. */
export type RpmPool = ReadonlyMap<string, string>;

/** Key over the code and files that RPMs are made by. Read it before anything slow: it must be the code that runs. */
export async function recipeKey(): Promise<string> {
  return directoryKey(import.meta.dirname);
}

/** Opens what the RPMs of a stand-in are made from. */
export async function openWorkshop(options: {
  standIn: StandIn;
  cacheDirectory: string;
  debDirectory: string;
  recipes: string;
}): Promise<Workshop> {
  const { standIn, cacheDirectory, debDirectory } = options;
  const debs = await readDebianPackages(debDirectory);
  const files = [...debs.values()].map((deb) => basename(deb.path));
  return { standIn, cacheDirectory, key: contentKey([options.recipes, files]), debs };
}

/** Everything that can be built for a stand-in: the recipes, and a recipe per library that they need. */
export function allRecipes(debs: ReadonlyMap<string, DebianPackage>): readonly Recipe[] {
  const all: Recipe[] = [releaseRecipe, ...recipes];
  const known = new Set(all.map((recipe) => recipe.name));
  // The list grows while we walk it: libraries need libraries.
  for (const recipe of all) {
    for (const name of requirementsOf(recipe, debs).filter((one) => !known.has(one))) {
      known.add(name);
      all.push({ name, summary: `The library ${name}`, debs: [{ package: name }] });
    }
  }
  return all;
}

/** What a recipe's RPM requires: its own list, and the libraries that its Debian packages depend on. */
export function requirementsOf(recipe: Recipe, debs: ReadonlyMap<string, DebianPackage>): readonly string[] {
  const depends = recipe.debs.flatMap((deb) => debs.get(deb.package)?.depends ?? []);
  const libraries = depends.filter((name) => debs.has(name) && isLibrary(name));
  const packed = libraries.map((name) => packedIn.get(name) ?? name).filter((name) => name !== recipe.name);
  return [...new Set([...(recipe.requires ?? []), ...packed])].toSorted();
}

/** Libraries of Debian that a recipe packs under another name: `libnss-sss` is in `sssd-client`. */
const packedIn: ReadonlyMap<string, string> = new Map(
  recipes.flatMap((recipe) => recipe.debs.map((deb) => [deb.package, recipe.name])),
);

/** Builds one package of a workshop by name. */
export async function buildNamed(workshop: Workshop, name: string, variation: Variation = {}): Promise<string> {
  const recipe = allRecipes(workshop.debs).find((one) => one.name === name);
  if (recipe === undefined) throw new RangeError(`no recipe for '${name}'`);
  return buildRpm(workshop, recipe, requirementsOf(recipe, workshop.debs), variation);
}

/** Builds all RPMs of a stand-in, or finds them in the cache. */
export async function ensurePool(workshop: Workshop, steps: Steps): Promise<RpmPool> {
  const wanted = allRecipes(workshop.debs);
  const present = await Promise.all(wanted.map((recipe) => findRpm(workshop, recipe)));
  const missing = present.filter((path) => path === undefined).length;
  const limit = pLimit(2);
  const build = async (): Promise<RpmPool> => {
    const paths = await Promise.all(wanted.map((recipe) => limit(() => buildNamed(workshop, recipe.name))));
    return new Map(wanted.map((recipe, index) => [recipe.name, paths[index] ?? '']));
  };
  const title = `RPMs for ${workshop.standIn.el}: ${missing} of ${wanted.length} to build`;
  return missing === 0 ? build() : steps.step(title, build);
}

function isLibrary(name: string): boolean {
  return name.startsWith('lib') && !/-perl$|^libperl/.test(name);
}
