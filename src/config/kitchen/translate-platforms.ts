import { asMap, asText, mergeJson, type Path } from '../../base/json/json-value.ts';
import type { Json, JsonObject } from '../../base/json/json.ts';
import { BUILT_IN_PLATFORMS } from '../schema/built-in-platforms.ts';
import type { Ledger } from './ledger.ts';
import { libraryImage, namePlatform, type PlatformName } from './name-platform.ts';
import { takeCommands, translateDriver } from './translate-driver.ts';

/** A platform of kitchen.yml. */
export interface KitchenPlatform extends PlatformName {
  readonly name: string;
  readonly path: Path;
}

export interface TranslatedPlatforms {
  /** By their names in saltern.yml, with what is said of each there; empty: saltern knows it. */
  readonly platforms: Readonly<Record<string, JsonObject>>;
  /** Those of kitchen.yml that became one of these: each of them, and the one among them that was taken. */
  readonly groups: ReadonlyMap<string, { readonly all: readonly KitchenPlatform[]; readonly taken: KitchenPlatform }>;
  readonly assumptions: readonly string[];
}

/**
 * Each operating system release once, on the first of its images with a released Salt. Where kitchen-docker would guess
 * an image, that holds neither an init nor Python as a rule: it is taken only where nothing else is.
 */
export function translatePlatforms(ledger: Ledger, rows: readonly Json[]): TranslatedPlatforms {
  const all = rows.map((row, index) => readRow(row, ['platforms', index]));
  const platforms: Record<string, JsonObject> = {};
  const groups = new Map<string, { all: readonly KitchenPlatform[]; taken: KitchenPlatform }>();
  const guessed: string[] = [];
  const mayGuess = !all.some((row, index) => BUILT_IN_PLATFORMS[row.platform] !== undefined || hasImage(rows[index]));
  for (const [platform, group] of Map.groupBy(all, (row) => row.platform)) {
    const taken = group.find((row) => !row.isDevelopment) ?? group[0];
    if (taken === undefined) continue;
    for (const { path } of group.filter((row) => row !== taken)) {
      ledger.leave(path, 'the same platform as one that is taken, with another Salt');
    }
    const { settings, trouble, guess } = settingsOf(ledger, taken, mayGuess);
    if (trouble !== undefined) {
      for (const { path } of group) ledger.leave(path, trouble);
      continue;
    }
    platforms[platform] = settings;
    groups.set(platform, { all: group, taken });
    if (guess !== undefined) guessed.push(guess);
  }
  return { platforms, groups, assumptions: guessed };
}

function readRow(row: Json, path: Path): KitchenPlatform {
  const name = asText(asMap(row)['name']) ?? String(asMap(row)['name'] ?? '');
  return { name, path, ...namePlatform(name) };
}

function hasImage(row: Json | undefined): boolean {
  return asMap(asMap(row)['driver'])['image'] !== undefined;
}

interface Settings {
  readonly settings: JsonObject;
  readonly trouble?: string;
  readonly guess?: string;
}

function settingsOf(ledger: Ledger, { name, path, platform }: KitchenPlatform, mayGuess: boolean): Settings {
  ledger.take(...path, 'name');
  if (/windows|macos|darwin|freebsd|solaris/i.test(name)) return { settings: {}, trouble: 'it is no Linux' };
  const image = asText(ledger.take(...path, 'driver', 'image')) ?? asText(ledger.take('driver', 'image'));
  if (image === undefined && BUILT_IN_PLATFORMS[platform] !== undefined) {
    return { settings: more(ledger, path) };
  }
  const found = image ?? (mayGuess ? libraryImage(platform) : undefined);
  if (found === undefined) return { settings: {}, trouble: 'no image is named for it, and none is known' };
  const salt = image === undefined ? {} : takeSalt(ledger, path);
  const guess =
    image === undefined ? { guess: `image ${found} for ${platform}, which must hold an init and Python` } : {};
  return { settings: { image: found, ...salt, ...more(ledger, path) }, ...guess };
}

/** What is said of a platform beside its image. */
function more(ledger: Ledger, path: Path): JsonObject {
  const docker = translateDriver(ledger, [...path, 'driver']);
  const commands = takeCommands(ledger, [...path, 'driver']);
  return {
    ...(Object.keys(docker).length > 0 ? { docker } : {}),
    ...(commands.length > 0 ? { prepare: { commands: [...commands] } } : {}),
  };
}

/** An image that Test Kitchen takes without installing Salt holds it. */
function takeSalt(ledger: Ledger, path: Path): JsonObject {
  const levels = [['provisioner'], [...path, 'provisioner']];
  const take = (word: string): Json | undefined =>
    levels.reduce<Json | undefined>((below, level) => mergeJson(below, ledger.take(...level, word)), undefined);
  const [install, version] = [take('salt_install'), asText(take('salt_version'))];
  if (install === 'none' || install === false) return { salt: { from: 'image' } };
  return version !== undefined && /^\d{4}\.\d+$/.test(version) ? { salt: version } : {};
}
