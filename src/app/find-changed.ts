import type { Project } from '../config/project.ts';
import type { ChangedFleet, ChangeReason } from '../contract/changed.ts';
import { decideChanged, type Changes } from '../plan/changed/decide-changed.ts';
import { holdsFile } from '../plan/changed/part.ts';
import { isPackageFile } from '../plan/changed/saltern-entry.ts';
import { checkOutBase } from './changed/check-out-base.ts';
import { comparePackages } from './changed/compare-packages.ts';
import { compareSettings, listSettings, type BaseSurvey } from './changed/compare-settings.ts';
import { explainSettings } from './changed/explain-settings.ts';
import { findOutside } from './changed/find-outside.ts';
import { findTop, listChanges } from './changed/list-changes.ts';
import { loadBase, type Base } from './changed/load-base.ts';
import { repositoryPaths, type RepositoryPaths } from './changed/repository-paths.ts';
import { gitIn } from './changed/run-git.ts';
import { surveyProject, type Survey } from './changed/survey-project.ts';
import type { ProjectOptions } from './load-project-for.ts';
import type { Services } from './services.ts';

export interface ChangedOptions {
  /** Branch, tag or commit: what changed since the work began from it counts. */
  readonly base: string;
  /** As the project was loaded, for it is loaded as it was, too. */
  readonly options: ProjectOptions;
}

/**
 * Which instances of a project can be affected by what changed in its repository, committed or not. A file of which nobody
 * knows what it belongs to affects all. Throws `USAGE` for what is no repository or no commit, `GIT_FAILED`.
 */
export async function findChanged(
  services: Services,
  project: Project,
  { base, options }: ChangedOptions,
): Promise<ChangedFleet> {
  const top = await findTop(gitIn(project.identity.directory, services.signal));
  const git = gitIn(top, services.signal);
  const { commit, files } = await listChanges(git, base);
  const paths = repositoryPaths(top);
  const tops = await findTops(project, { top, paths });
  const head = await surveyProject(project, { paths, displayedFrom: services.cwd, tops });
  const outside = await findOutside(git, head);
  const changes = { files, outside: outside.reasons, head };

  // What is known without a look at how things were: nearly always, that is all.
  const first = decideChanged(toChanges(changes));
  const unknown = new Set(first.selected.flatMap(({ reasons }) => reasons.filter(isUnknown).map(({ file }) => file)));
  const settings = listSettings(head, 'none', files);
  if (settings.length === 0 && unknown.size === 0) return { base, commit, files, ...first };

  await using then = await checkOutBase(git, { top, commit, ignored: outside.ignored });
  const loaded = await loadBase(services, options, { head, top: then.top });
  const before = await surveyBase(loaded, { top: then.top, tops });
  const read = listSettings(head, before, files);
  const compared = await compareSettings(head, before, read);
  const packages = comparePackages(files.filter(isPackageFile), { now: top, before: then.top });
  const second = decideChanged(
    toChanges({
      ...changes,
      compared,
      packages: packages.differing,
      explained: new Map([
        ...[...unknown].flatMap((file) => explainGone(file, head, before)),
        ...packages.same.map((file) => [file, 'it says the same of saltern'] as const),
        ...explainSettings(read, head, before),
      ]),
    }),
  );
  return { base, commit, files, ...second };
}

/** As the project's folder is called, the top may lie behind a link; paths of the files have that name. */
async function findTops(
  { identity: { directory } }: Project,
  { top, paths }: { readonly top: string; readonly paths: RepositoryPaths },
): Promise<readonly string[]> {
  const { end = '' } = await paths.placesOf(directory);
  const below = end === '' ? '' : `/${end}`;
  return [
    ...new Set([top, ...(directory.endsWith(below) ? [directory.slice(0, directory.length - below.length)] : [])]),
  ];
}

async function surveyBase(
  loaded: Base,
  { top, tops }: { readonly top: string; readonly tops: readonly string[] },
): Promise<BaseSurvey> {
  if ('why' in loaded) return loaded;
  if (loaded.project === undefined) return 'none';
  return await surveyProject(loaded.project, { paths: repositoryPaths(top), displayedFrom: top, tops: [top, ...tops] });
}

interface Known {
  readonly files: readonly string[];
  readonly head: Survey;
  /** By the name of the instance. */
  readonly outside: ReadonlyMap<string, readonly ChangeReason[]>;
  readonly compared?: ReadonlyMap<string, readonly ChangeReason[]>;
  /** Those that say something else of saltern than before. */
  readonly packages?: readonly string[];
  readonly explained?: ReadonlyMap<string, string>;
}

function toChanges({ files, head, outside, compared, packages = [], explained = new Map() }: Known): Changes {
  const ofSaltern = packages.map((file): ChangeReason => ({
    kind: 'saltern',
    file,
    text: `${file}: another version of saltern`,
  }));
  const instances = head.project.instances.map(({ name, formula, suite, platform }) => ({
    name,
    formula,
    suite,
    platform,
    parts: head.parts.get(name) ?? [],
    reasons: [...(compared?.get(name) ?? []), ...ofSaltern, ...(outside.get(name) ?? [])],
  }));
  const all = new Map([...explained, ...files.flatMap((file) => explainOwn(file, head))]);
  return { files, instances, folders: head.folders, explained: all, ignore: head.project.changedIgnore };
}

function isUnknown({ kind, file }: ChangeReason): boolean {
  return kind === 'unknown' && file !== '-';
}

/** Files of saltern's that no instance depends on. */
function explainOwn(file: string, { own }: Survey): readonly (readonly [file: string, why: string])[] {
  if (own.gate.includes(file)) return [[file, 'the gate judges results and changes none']];
  return own.results.some((path) => holdsFile({ path }, file)) ? [[file, 'saltern writes it']] : [];
}

/** A file that belonged to something that the project no longer has, or no longer uses: its settings say so. */
function explainGone(file: string, head: Survey, before: BaseSurvey): readonly (readonly [string, string])[] {
  if (before === 'none' || 'why' in before) return [];
  const isUsed = [...before.parts.values()].some((parts) => parts.some(({ files }) => holdsFile(files, file)));
  const folders = before.folders.filter(({ path }) => holdsFile({ path }, file));
  const isLeft = folders.some(({ instances }) => [...instances].some((name) => head.parts.has(name)));
  const isGone = isUsed || (folders.length > 0 && !isLeft);
  return isGone ? [[file, 'what used it is gone']] : [];
}
