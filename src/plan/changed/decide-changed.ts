import { ignoreMatcher } from '../../base/files/ignore-matcher.ts';
import type { ChangedFleet, ChangedInstance, ChangeKind, ChangeReason } from '../../contract/changed.ts';
import { isDocumentation } from './is-documentation.ts';
import { holdsFile, isAtOrBelow, type FileSet, type Part } from './part.ts';

/** An instance with all that can affect it. */
export interface Affectable extends Pick<ChangedInstance, 'name' | 'formula' | 'suite' | 'platform'> {
  /** Files that are what they were may be named by several instances; they are looked at once. */
  readonly parts: readonly Part[];
  /** What is not a matter of one file's place: its settings, saltern itself, what git cannot know. */
  readonly reasons: readonly ChangeReason[];
}

/** The folder of a formula, in which there may be more than its tree. */
export interface FormulaFolder {
  readonly path: string;
  readonly formula: string;
  /** Names of the instances that use it. */
  readonly instances: ReadonlySet<string>;
}

export interface Changes {
  /** Relative to the top of the repository. */
  readonly files: readonly string[];
  /** In the order of the project. */
  readonly instances: readonly Affectable[];
  readonly folders: readonly FormulaFolder[];
  /** Files that are known to be no unknown ones, and why they select nothing if no instance has a reason. */
  readonly explained: ReadonlyMap<string, string>;
  /** Patterns of files that belong to nothing. */
  readonly ignore: readonly string[];
}

/** Which instances the changed files can affect, each with every reason, and which files select nothing. Pure. */
export function decideChanged({
  files,
  instances,
  folders,
  explained,
  ignore,
}: Changes): Pick<ChangedFleet, 'selected' | 'ignored' | 'untouched'> {
  const heldBy = rememberHeld(files);
  const reasons = new Map(
    instances.map((one) => [one.name, [...one.parts.flatMap((part) => explainPart(part, heldBy)), ...one.reasons]]),
  );
  const used = new Set([...reasons.values()].flatMap((all) => all.map(({ file }) => file)));
  const isIgnorable = ignoreMatcher(ignore);
  const ignored: { file: string; why: string }[] = [];
  for (const file of files) {
    if (used.has(file)) continue;
    const why =
      explained.get(file) ??
      (isDocumentation(file) ? 'documentation' : undefined) ??
      (isIgnorable(file, 'file') ? "listed under 'changed: ignore'" : undefined);
    if (why !== undefined) ignored.push({ file, why });
    else for (const [name, reason] of explainUnknown(file, { instances, folders })) reasons.get(name)?.push(reason);
  }
  const selected = instances.flatMap(({ name, formula, suite, platform }) => {
    const own = sortReasons(reasons.get(name) ?? []);
    return own.length === 0 ? [] : [{ name, formula, suite, platform, reasons: own }];
  });
  return { selected, ignored, untouched: instances.length - selected.length };
}

/** Of each set the files in it, found once: instances share what they are made from. */
function rememberHeld(files: readonly string[]): (set: FileSet) => readonly string[] {
  const known = new Map<FileSet, readonly string[]>();
  return (set) => {
    const held = known.get(set) ?? files.filter((file) => holdsFile(set, file));
    known.set(set, held);
    return held;
  };
}

function explainPart(
  { kind, files, text }: Part,
  heldBy: (set: FileSet) => readonly string[],
): readonly ChangeReason[] {
  return heldBy(files).map((file) => ({ kind, file, text: `${file}: ${text}` }));
}

/** In the folder of a formula it may be of that formula; anywhere else, of everything. */
function explainUnknown(
  file: string,
  { instances, folders }: Pick<Changes, 'instances' | 'folders'>,
): readonly (readonly [name: string, ChangeReason])[] {
  const inside = folders.filter(({ path }) => path !== '' && isAtOrBelow(file, path));
  if (inside.length === 0) {
    const text = `${file}: nobody knows what it belongs to`;
    return instances.map(({ name }) => [name, { kind: 'unknown', file, text }]);
  }
  return inside.flatMap(({ formula, instances: users }) => {
    const text = `${file}: in the folder of ${formula}, and nobody knows what for`;
    return [...users].map((name) => [name, { kind: 'unknown', file, text }] as const);
  });
}

const STRENGTH = [
  'formula',
  'dependency',
  'pillar',
  'checks',
  'script',
  'suite',
  'settings',
  'saltern',
  'unknown',
] as const satisfies readonly ChangeKind[];

/** The strongest first, and of one file the strongest of each kind. */
function sortReasons(reasons: readonly ChangeReason[]): readonly ChangeReason[] {
  const seen = new Set<string>();
  return reasons
    .toSorted((a, b) => STRENGTH.indexOf(a.kind) - STRENGTH.indexOf(b.kind))
    .filter(({ kind, file }) => {
      const key = `${kind} ${file}`;
      return file === '-' || (!seen.has(key) && seen.add(key) !== undefined);
    });
}
