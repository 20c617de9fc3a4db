import { hash } from 'node:crypto';
import type { FoundPlace } from '../../base/place/place.ts';
import type { RunStarted } from '../../contract/events.ts';
import type { Finding } from '../../contract/finding.ts';
import type { RunResult } from '../../contract/result.ts';
import { withoutAccidents, type Accidents } from '../explain/group-alike.ts';
import { isCutShort } from '../explain/cut-short.ts';
import { nameInstances } from '../text/name-instances.ts';
import { formatPlace } from '../text/words.ts';
import { listRemarkable } from './list-remarkable.ts';
import { listWrong } from './list-wrong.ts';
import type { OneFinding } from './one-finding.ts';

/** What results do not say. */
export interface FindingFacts {
  /** Paths below it are shown relative. */
  readonly cwd: string;
  /** Where that is in the repository; undefined: outside of it. Default: everything is where it says. */
  readonly locate?: (place: FoundPlace) => FoundPlace | undefined;
}

/**
 * What went wrong in a run, the same on several instances once. Most important first: what failed before what is only
 * to be known, what cannot be rendered and what failed first on an instance before what came later, what hit many
 * instances before what hit few. Pure.
 */
export function listFindings(started: RunStarted, result: RunResult, facts: FindingFacts): readonly Finding[] {
  const from = Date.parse(result.startedAt);
  const accidents = { directory: started.directory, from, to: from + result.durationMs };
  const all = result.instances
    .filter((one) => one.outcome !== 'skip' && !isCutShort(one))
    .flatMap((one) => [...listWrong(one, facts.cwd), ...listRemarkable(one, started)]);
  const groups = [...Map.groupBy(all, (one) => keyOf(one, accidents)).values()];
  const ordered = groups.toSorted((a, b) => rankOf(a) - rankOf(b) || b.length - a.length);
  return nameEach(ordered).map(([group, fingerprint]) => toFinding(group, fingerprint, { started, facts }));
}

/** Two with the same key differ in nothing that matters. Details may differ: a journal never says the same twice. */
function keyOf({ identity, place, why, instance }: OneFinding, accidents: Accidents): string {
  return JSON.stringify([identity, place, withoutAccidents(why, instance.name, accidents)]);
}

function rankOf(group: readonly OneFinding[]): number {
  return Math.min(...group.map(({ severity, rank }) => (severity === 'error' ? rank : 10 + rank)));
}

/** By what it is, not by what it says or where it now stands: so that it is known again. Each once in a run. */
function nameEach(groups: readonly (readonly OneFinding[])[]): readonly (readonly [readonly OneFinding[], string])[] {
  const taken = new Map<string, number>();
  return groups.map((group) => {
    const key = JSON.stringify(group[0]?.identity);
    const number = taken.get(key) ?? 0;
    taken.set(key, number + 1);
    return [group, hash('sha256', number === 0 ? key : `${key} ${number}`)] as const;
  });
}

function toFinding(
  group: readonly OneFinding[],
  fingerprint: string,
  { started, facts }: { readonly started: RunStarted; readonly facts: FindingFacts },
): Finding {
  const [first] = group;
  if (first === undefined) throw new TypeError('a group has at least one member');
  const { severity, rule, title, place } = first;
  const { locate = (one: FoundPlace) => one, cwd } = facts;
  const located = place && locate(place);
  const instances = group.map(({ instance }) => instance);
  const who =
    instances.length === 1
      ? `on ${first.instance.name}`
      : `on ${instances.length} instances: ${nameInstances(instances, started.instances)}`;
  const where = place !== undefined && located === undefined ? [`in ${formatPlace(place, cwd)}`] : [];
  return {
    severity,
    rule,
    title,
    message: [first.why, ...first.details, ...where, who].join('\n'),
    place: located,
    instances: instances.map(({ name }) => name),
    fingerprint,
  };
}
