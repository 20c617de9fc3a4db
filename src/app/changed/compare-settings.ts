import { join, resolve } from 'node:path';
import { pathExists } from '../../base/files/path-exists.ts';
import type { ProjectInstance } from '../../config/project.ts';
import type { ChangeReason } from '../../contract/changed.ts';
import { explainSettled, kindOf, textsIn, type SettingsFiles, type Side } from '../../plan/changed/explain-settled.ts';
import { holdsFile, isAtOrBelow, type Part } from '../../plan/changed/part.ts';
import { differingKeys, settledFacts, type SettledFacts } from '../../plan/changed/settled-facts.ts';
import { findVerifier } from '../../verify/index.ts';
import type { Survey } from './survey-project.ts';

/** The project as it was, surveyed; `none`: there was none; else why it cannot be read, in a sentence. */
export type BaseSurvey = Survey | 'none' | { readonly why: string };

/** By the name of the instance, what changed of its settings, with the files that say so. Only files of `changed` are told. */
export async function compareSettings(
  head: Survey,
  base: BaseSurvey,
  changed: readonly string[],
): Promise<ReadonlyMap<string, readonly ChangeReason[]>> {
  const before = base === 'none' || 'why' in base ? undefined : base;
  const moved = before === undefined ? [] : await findMoved(head, before);
  const reasons = new Map<string, readonly ChangeReason[]>();
  for (const instance of head.project.instances) {
    const older = before?.project.instances.find(({ name }) => name === instance.name);
    const files = describeFiles(instance, { older, head, before, changed });
    if (base !== 'none' && 'why' in base) {
      reasons.set(
        instance.name,
        files.read.map((file) => explainUnread(file, base.why, files)),
      );
    } else if (older === undefined || before === undefined) {
      reasons.set(instance.name, [explainNew(files)]);
    } else {
      const keys = differingKeys(await factsOf(instance, head), await factsOf(older, before));
      const sides = [sideOf(instance, head), sideOf(older, before)];
      const read = files.read.length > 0 ? files : { ...files, read: ['-'] };
      const parts = head.parts.get(instance.name) ?? [];
      reasons.set(instance.name, [
        ...explainSettled(keys, sides, read),
        ...explainSnapshots(instance, { head, before, files: read }),
        ...moved.flatMap((path) => explainMoved(path, parts, read)),
      ]);
    }
  }
  return reasons;
}

/** Files of settings that changed, of those that the project reads now or has read. */
export function listSettings(head: Survey, base: BaseSurvey, files: readonly string[]): readonly string[] {
  const read = [head, ...(base === 'none' || 'why' in base ? [] : [base])].flatMap(({ settings }) => [
    ...settings.values(),
  ]);
  const all = new Set(read.flat());
  return files.filter((file) => all.has(file));
}

async function factsOf(instance: ProjectInstance, { tops }: Survey): Promise<SettledFacts> {
  const checks: string[] = [];
  for (const { verifier, config } of instance.verify) {
    checks.push(await (await findVerifier(verifier).load()).digest(config));
  }
  return settledFacts(instance, { checks, toCommon: (text) => toCommon(text, tops) });
}

/** A path of this checkout or another, as one that no checkout has. */
function toCommon(text: string, tops: readonly string[]): string {
  const top = tops.find((one) => isAtOrBelow(text, one));
  return top === undefined ? text : `//${text.slice(top.length)}`;
}

interface Both {
  readonly older: ProjectInstance | undefined;
  readonly head: Survey;
  readonly before: Survey | undefined;
  readonly changed: readonly string[];
}

/** Which of the changed files of settings an instance reads, or did. */
function describeFiles(instance: ProjectInstance, { older, head, before, changed }: Both): SettingsFiles {
  const sides = [
    { instance, survey: head },
    ...(older === undefined || before === undefined ? [] : [{ instance: older, survey: before }]),
  ];
  const surveys = before === undefined ? [head] : [head, before];
  const project = surveys.flatMap(({ project: { file, overlays }, settings }) =>
    [file, ...overlays].flatMap((path) => settings.get(path) ?? []),
  );
  const suites = sides.flatMap(({ instance: one, survey }) => toFiles(one.place.file, survey));
  const checks = sides.flatMap(({ instance: one, survey }) =>
    [one.settings['checks'] ?? [], one.settings['verify'] ?? []]
      .flat()
      .flatMap(({ value }) => textsIn(value))
      .flatMap((path) => toFiles(path, survey)),
  );
  const read = changed.filter((file) => [...project, ...suites, ...checks].includes(file));
  return { read, project, suite: suites.find((file) => read.includes(file)) ?? suites[0] };
}

function toFiles(path: string, { settings, displayedFrom }: Survey): readonly string[] {
  return settings.get(resolve(displayedFrom, path)) ?? [];
}

function sideOf(instance: ProjectInstance, survey: Survey): Side {
  return { instance, toFiles: (path) => toFiles(path, survey) };
}

function explainUnread(file: string, why: string, files: SettingsFiles): ChangeReason {
  return { kind: kindOf(file, [], files), file, text: `${file}: what it was before cannot be read (${why})` };
}

function explainNew({ read, suite }: SettingsFiles): ChangeReason {
  const file = suite !== undefined && read.includes(suite) ? suite : (read[0] ?? '-');
  return { kind: 'suite', file, text: file === '-' ? 'it is new' : `${file}: it is new` };
}

/** Another place of the snapshots is another world of packages. */
function explainSnapshots(
  { repositories }: ProjectInstance,
  { head, before, files }: { readonly head: Survey; readonly before: Survey; readonly files: SettingsFiles },
): readonly ChangeReason[] {
  const describe = ({ project: { snapshots }, tops }: Survey): string =>
    JSON.stringify([toCommon(snapshots?.root ?? '', tops), snapshots?.url]);
  if (repositories === undefined || describe(head) === describe(before)) return [];
  const [file = '-'] = files.read.filter((one) => files.project.includes(one));
  return [{ kind: 'settings', file, text: `${file}: snapshots are elsewhere` }];
}

/** What was left out of formulas and no longer is, or the other way round, although it is there: not what is new itself. */
async function findMoved(head: Survey, before: Survey): Promise<readonly string[]> {
  const [now, then] = [await listExcluded(head), await listExcluded(before)];
  const moved: string[] = [];
  for (const path of now) {
    if (!then.has(path) && (await pathExists(join(before.paths.top, path)))) moved.push(path);
  }
  for (const path of then) {
    if (!now.has(path) && (await pathExists(join(head.paths.top, path)))) moved.push(path);
  }
  return moved;
}

async function listExcluded({ project, paths }: Survey): Promise<ReadonlySet<string>> {
  const all = new Set(project.instances.flatMap(({ trees }) => trees.flatMap(({ left }) => left.exclude)));
  const ends = await Promise.all([...all].map((path) => paths.placesOf(path)));
  return new Set(ends.flatMap(({ end }) => (end === undefined || end === '' ? [] : [end])));
}

function explainMoved(path: string, parts: readonly Part[], { read }: SettingsFiles): readonly ChangeReason[] {
  const isHeld = parts.some(
    ({ files: { path: set, left } }) =>
      left !== undefined && holdsFile({ path: set, left: { ...left, exclude: [] } }, path),
  );
  const [file = '-'] = read;
  return isHeld ? [{ kind: 'settings', file, text: `${file}: whether '${path}' belongs to a formula` }] : [];
}
