import { worstOutcome } from '../../contract/outcome.ts';
import { digestCut } from './digest-cut.ts';
import type { ShardRun } from './shard-run.ts';

/** The project that runs are merged into. */
export interface MergingProject {
  readonly name: string;
  /** Names of its instances. */
  readonly instances: readonly string[];
}

/**
 * Why these runs do not make one whole, each reason a sentence that names the folders; none: they do. What is missing,
 * there twice, cut in another way or about something else is no whole, for then a failure may be among what is not seen.
 * Pure.
 */
export function checkShards(runs: readonly ShardRun[], project: MergingProject): readonly string[] {
  const [first] = runs;
  if (first === undefined) return ['there is no run to merge'];
  const alike = [
    ...differing(
      runs,
      (run) => `${run.shard.count}`,
      (a, b) => `${nameOf(a)}, and ${nameOf(b)}: they are parts of different wholes`,
    ),
    ...differing(
      runs,
      (run) => run.started.verb,
      (a, b) => `${nameOf(a)} is of \`${a.started.verb}\`, ${nameOf(b)} of \`${b.started.verb}\``,
    ),
  ];
  if (alike.length > 0) return alike;
  const cut = differing(
    runs,
    ({ shard }) => shard.of,
    (a, b) => `${nameOf(a)} and ${nameOf(b)} were cut differently: from other instances, or by other durations`,
  );
  const planned = differing(
    runs,
    ({ shard }) => shard.plan,
    (a, b) => `${nameOf(a)} and ${nameOf(b)} are of different commits or settings: ${describeDifference(runs)}`,
  );
  return [
    ...runs.flatMap((run) => findForeign(run, project)),
    ...cut,
    ...planned,
    ...findDoubled(runs),
    ...findMissing(runs, first.shard.count),
    ...findSharedInstances(runs),
    ...(cut.length === 0 ? findChangedLists(runs, first.shard.count) : []),
    ...findSnapshots(runs),
    ...runs.flatMap(findContradictions),
  ];
}

/** What of it can be told from results alone; most often a formula that is in more than one shard. */
function describeDifference(runs: readonly ShardRun[]): string {
  const seen = runs.flatMap(({ results }) => results.flatMap(({ evidence }) => evidence ?? []));
  const others = [...Map.groupBy(seen, ({ formula }) => formula)].flatMap(([formula, own]) =>
    new Set(own.map(({ formulaDigest }) => formulaDigest).filter((digest) => digest.startsWith('sha256:'))).size > 1
      ? [`'${formula}'`]
      : [],
  );
  return others.length === 0 ? 'their plans differ' : `their plans differ, also in the formula ${others.join(', ')}`;
}

function nameOf({ folder, shard: { index, count } }: ShardRun): string {
  return `'${folder}' is shard ${index}/${count}`;
}

/** One sentence for the first that differs from the first of all. */
function differing(
  runs: readonly ShardRun[],
  key: (run: ShardRun) => string,
  tell: (a: ShardRun, b: ShardRun) => string,
): readonly string[] {
  const [first, ...others] = runs;
  const other = first && others.find((run) => key(run) !== key(first));
  return first && other ? [tell(first, other)] : [];
}

function findForeign({ folder, shard, results }: ShardRun, { name, instances }: MergingProject): readonly string[] {
  if (shard.project !== name)
    return [
      `'${folder}' is of the project '${shard.project}', and this one is '${name}' (\`name:\` in the project file says so)`,
    ];
  const known = new Set(instances);
  const strange = results.find((result) => !known.has(result.name));
  return strange === undefined ? [] : [`'${folder}' has '${strange.name}', which the project here does not have`];
}

function findDoubled(runs: readonly ShardRun[]): readonly string[] {
  return [...Map.groupBy(runs, ({ shard }) => shard.index)].flatMap(([, [first, ...more]]) =>
    first === undefined || more.length === 0
      ? []
      : [`${nameOf(first)}, and so ${more.length === 1 ? 'is' : 'are'} ${listFolders(more)}`],
  );
}

function findMissing(runs: readonly ShardRun[], count: number): readonly string[] {
  const there = new Set(runs.map(({ shard }) => shard.index));
  const missing = Array.from({ length: count }, (_, at) => at + 1).filter((index) => !there.has(index));
  if (missing.length === 0) return [];
  const words =
    missing.length === 1
      ? `shard ${missing[0]}/${count} is missing`
      : `shards ${missing.join(', ')} of ${count} are missing`;
  return [`${words}: there ${runs.length === 1 ? 'is' : 'are'} ${listFolders(runs)}`];
}

function findSharedInstances(runs: readonly ShardRun[]): readonly string[] {
  const all = runs.flatMap((run) => run.results.map(({ name }) => ({ name, run })));
  return [...Map.groupBy(all, ({ name }) => name)].flatMap(([name, owners]) =>
    owners.length === 1 ? [] : [`'${name}' is in more than one: ${listFolders(owners.map(({ run }) => run))}`],
  );
}

/** What every shard says of the whole is over the names of all: a list that was changed afterwards does not give it. */
function findChangedLists(runs: readonly ShardRun[], count: number): readonly string[] {
  const byIndex = new Map(runs.map((run) => [run.shard.index, run.results.map(({ name }) => name)]));
  if (byIndex.size !== count || runs.length !== count) return [];
  const lists = Array.from({ length: count }, (_, at) => byIndex.get(at + 1) ?? []);
  if (digestCut(lists) === runs[0]?.shard.of) return [];
  return [`the instances in ${listFolders(runs)} are not those that were cut: something was taken out, or put in`];
}

function findSnapshots(runs: readonly ShardRun[]): readonly string[] {
  const used = runs.flatMap((run) =>
    run.story.instances.map(({ snapshot }) => ({
      run,
      id: snapshot?.id ?? 'none',
      digest: snapshot?.digest ?? 'none',
    })),
  );
  const [first, ...others] = used;
  const other = first && others.find(({ digest }) => digest !== first.digest);
  if (first === undefined || other === undefined) return [];
  const tell = ({ run, id, digest }: typeof first) =>
    `'${run.folder}' ran on the snapshot ${id} (${digest.slice(0, 19)})`;
  return [`${tell(first)}, ${tell(other)}: their content differs`];
}

/** A run tells its results more than once; whoever changed one has hardly changed all. */
function findContradictions({ folder, started, results, story }: ShardRun): readonly string[] {
  return results.flatMap((result) => {
    const { name, evidence, outcome } = result;
    const tell = (what: string): readonly string[] => [`'${folder}' contradicts itself about '${name}': ${what}`];
    const told = story.instances.find((one) => one.name === name);
    if (told === undefined || !started.instances.some((one) => one.name === name))
      return tell('it is not in all of its files');
    if (told.outcome !== outcome && told.outcome !== 'skip')
      return tell(`its events say ${outcome}, its story ${told.outcome}`);
    if (evidence === undefined && outcome === 'pass') return tell('it passed, and there is no evidence of it');
    if (evidence === undefined)
      return told.evidence === undefined ? [] : tell('its story has evidence, its events have none');
    if (evidence.instance !== name || evidence.runId !== started.runId)
      return tell('the evidence is of something else');
    if (worstOutcome([outcome, evidence.outcome]) !== outcome)
      return tell(`its events say ${outcome}, its evidence ${evidence.outcome}`);
    if (evidence.snapshot?.digest !== told.snapshot?.digest) return tell('the evidence is of another snapshot');
    return [];
  });
}

function listFolders(runs: readonly ShardRun[]): string {
  return runs.map(({ folder }) => `'${folder}'`).join(', ');
}
