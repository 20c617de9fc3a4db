import { at, listItems, type Layer } from '../layer.ts';
import type { SuiteFile } from '../files/read-checks.ts';
import { matchPlatforms, type PlatformPattern } from './platform-pattern.ts';
import type { FormulaSetting } from './settle-formulas.ts';
import type { PlatformSetting } from './settle-platforms.ts';

/** A suite with the platforms that it runs on. */
export interface SuiteSetting extends SuiteFile {
  readonly formula: FormulaSetting;
  readonly platforms: readonly PlatformSetting[];
  /** Names of the platforms that its file is for. */
  readonly offered: readonly string[];
  /** Undefined where nothing is said. */
  readonly includes: readonly PlatformPattern[] | undefined;
  readonly excludes: readonly PlatformPattern[] | undefined;
  /** The list of platforms in its file; undefined where there is none. */
  readonly listed: readonly PlatformPattern[] | undefined;
}

/** The suites of a formula, each on the platforms of its file, narrowed by its own includes and excludes. */
export function settleSuites(formula: FormulaSetting, platforms: readonly PlatformSetting[]): readonly SuiteSetting[] {
  const all = platforms.map(({ name }) => name);
  const known = platforms.filter(({ isOverlaid }) => !isOverlaid).map(({ name }) => name);
  const match = (list: Layer) =>
    list.value === undefined ? undefined : listItems([list]).map((item) => matchPlatforms(item, known, all));
  // The project's own list defines the platforms, and is settled with them.
  const listed = formula.isProject ? undefined : match(at(formula.layer, 'platforms'));
  const offered = listed === undefined ? known : namesOf(listed);
  return formula.suites.map((suite) => {
    const [includes, excludes] = [match(at(suite.layer, 'includes')), match(at(suite.layer, 'excludes'))];
    const left = chooseNames({ offered, includes, excludes });
    const chosen = platforms.filter(
      ({ name, isActive, isOverlaid }) => (isActive || isOverlaid) && left.includes(name),
    );
    return { ...suite, formula, platforms: chosen, offered, includes, excludes, listed };
  });
}

/** The names that a suite's includes and excludes leave. */
export function chooseNames({
  offered,
  includes,
  excludes,
}: Pick<SuiteSetting, 'offered' | 'includes' | 'excludes'>): readonly string[] {
  const wanted = includes === undefined ? offered : namesOf(includes).filter((name) => offered.includes(name));
  const unwanted = namesOf(excludes ?? []);
  return wanted.filter((name) => !unwanted.includes(name));
}

export function namesOf(patterns: readonly PlatformPattern[]): readonly string[] {
  return patterns.flatMap(({ matched }) => matched);
}
