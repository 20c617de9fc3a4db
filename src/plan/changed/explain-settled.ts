import type { ChangeReason } from '../../contract/changed.ts';
import type { ProjectInstance } from '../../config/project.ts';
import { decidedBy } from './settled-facts.ts';

/** An instance as it was or is, with what it takes to know where its settings are written. */
export interface Side {
  readonly instance: ProjectInstance;
  /** A file of settings, as places have it or by its absolute path, relative to the top of the repository; with links to it. */
  toFiles(path: string): readonly string[];
}

/** What changed of the files that settings are written in, relative to the top of the repository. */
export interface SettingsFiles {
  /** All that changed and that this instance reads. Never empty. */
  readonly read: readonly string[];
  /** The project file and its overlays. */
  readonly project: readonly string[];
  /** The file that the suite is written in. */
  readonly suite: string | undefined;
}

/**
 * Reasons for keys of which an instance says something else than before, by the files that decided them; where that is none
 * of those that changed, all of these are told. Pure.
 */
export function explainSettled(
  keys: readonly string[],
  sides: readonly Side[],
  files: SettingsFiles,
): readonly ChangeReason[] {
  const told = new Map<string, string[]>();
  for (const key of keys) {
    const written = sides.flatMap((side) => filesOf(key, side));
    const deciding = files.read.filter((file) => written.includes(file));
    for (const file of deciding.length > 0 ? deciding : files.read) told.set(file, [...(told.get(file) ?? []), key]);
  }
  return [...told].map(([file, all]) => ({
    kind: kindOf(file, all, files),
    file,
    text: `${file}: ${all.join(', ')} changed`,
  }));
}

/** What a file of settings is to an instance. */
export function kindOf(
  file: string,
  keys: readonly string[],
  { project, suite }: Pick<SettingsFiles, 'project' | 'suite'>,
): 'suite' | 'settings' | 'checks' {
  if (file === suite && (!project.includes(file) || keys.some((key) => OF_SUITES.has(key)))) return 'suite';
  return project.includes(file) ? 'settings' : 'checks';
}

/** Where a project file has the suites too, these are theirs. */
const OF_SUITES: ReadonlySet<string> = new Set([
  'formula',
  'depends',
  'states',
  'environments',
  'pillar',
  'grains',
  'minion',
  'checks',
]);

type Layers = ProjectInstance['settings'][string];

function filesOf(key: string, { instance, toFiles }: Side): readonly string[] {
  const layers = decidedBy(key).flatMap((word) => instance.settings[word] ?? []);
  const named = layers.flatMap(placesIn);
  const checks = key === 'checks' ? layers.flatMap(({ value }) => textsIn(value)) : [];
  return [...named, ...checks].flatMap((path) => toFiles(path));
}

function placesIn(layer: Extract<Layers, { readonly value: unknown }>): readonly string[] {
  const found = new Set<string>();
  const visit = (value: unknown, path: readonly (string | number)[]): void => {
    const place = layer.place(path);
    if (place !== undefined) found.add(place.file);
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) visit(inner, [...path, Array.isArray(value) ? Number(key) : key]);
  };
  if (layer.value !== undefined) visit(layer.value, []);
  return [...found];
}

/** Every text in a value: of what is told to a verifier, some are paths of files. */
export function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
