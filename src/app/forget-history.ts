import type { Project } from '../config/project.ts';
import type { History, RunRow } from '../contract/history.ts';
import type { SnapshotReference } from '../contract/snapshot-references.ts';
import { findReferences } from './find-references.ts';
import { findRoot } from './open-root.ts';
import type { Services } from './services.ts';

export interface ForgetOptions {
  readonly project: Pick<Project, 'history' | 'reportsDirectory' | 'snapshots'>;
  readonly history: History;
  /** Id of the night that is under way. Default: none is. */
  readonly night?: string;
}

/**
 * Forgets nights and runs that are older than the project keeps them, but for the night that is under way and what is on a
 * snapshot that a channel, a waiver, or the newest result of an instance refers to. Gives how many runs it forgot. Throws
 * what the history throws, and what finding the snapshot root throws.
 */
export async function forgetHistory(services: Services, options: ForgetOptions): Promise<number> {
  const { before, keep } = await planForgetting(services, options);
  return await options.history.forget({ before, keep });
}

/** How many runs would be forgotten. Throws what `forgetHistory` throws. */
export async function countForgettable(services: Services, options: ForgetOptions): Promise<number> {
  const { before, keep, runs } = await planForgetting(services, options);
  const [keptRuns, keptNights] = [new Set(keep.runs), new Set(keep.nights)];
  const isKept = ({ runId, night = '' }: RunRow): boolean => keptRuns.has(runId) || keptNights.has(night);
  return runs.filter((run) => run.startedAt < before && !isKept(run)).length;
}

async function planForgetting(services: Services, { project, history, night }: ForgetOptions) {
  const root = await findRoot(services, project);
  const references = root === undefined ? [] : await findReferences(project, root);
  const [nights, runs, decisions] = [await history.nights(), await history.runs(), await history.decisions()];
  return {
    before: new Date(Math.max(0, services.now() - project.history.keepMs)).toISOString(),
    keep: chooseKept({ nights, runs, decisions, references, ...(night === undefined ? {} : { night }) }),
    runs,
  };
}

interface KeptFacts extends Pick<ForgetOptions, 'night'> {
  readonly nights: readonly { readonly night: string; readonly snapshot?: { readonly id: string } }[];
  readonly runs: readonly { readonly runId: string; readonly snapshot?: string }[];
  readonly decisions: readonly {
    readonly to: { readonly id: string };
    readonly evidence: readonly { readonly runId: string }[];
  }[];
  readonly references: readonly SnapshotReference[];
}

/** What must not be forgotten, however old. Pure. */
export function chooseKept({
  nights,
  runs,
  decisions,
  references,
  night,
}: KeptFacts): Parameters<History['forget']>[0]['keep'] {
  const snapshots = new Set(references.map(({ snapshot }) => snapshot));
  const isKept = (id: string | undefined): boolean => id !== undefined && snapshots.has(id);
  const deciding = decisions.filter(({ to }) => isKept(to.id)).flatMap(({ evidence }) => evidence);
  return {
    nights: [
      ...nights.filter(({ snapshot }) => isKept(snapshot?.id)).map((one) => one.night),
      ...(night === undefined ? [] : [night]),
    ],
    runs: [...runs.filter(({ snapshot }) => isKept(snapshot)), ...deciding].map(({ runId }) => runId),
  };
}
