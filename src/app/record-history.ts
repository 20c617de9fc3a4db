import type { FleetEvent, Reporter, RunStarted } from '../contract/events.ts';
import { projectFolders } from '../contract/project-folders.ts';
import type { InstanceResult, RunResult } from '../contract/result.ts';
import type { Store } from '../contract/store.ts';
import { toTrouble } from '../contract/to-trouble.ts';
import { afterRun } from '../report/after-run.ts';
import { tellStory, type StoryFacts } from '../report/story/tell-story.ts';
import { writeStory } from '../store/history/story-files.ts';
import { withHistory, type HistoryProject } from './open-history.ts';
import type { Services } from './services.ts';

/** What is recorded, and where. */
export interface RecordedRun extends Partial<Pick<StoryFacts, 'night' | 'attempt' | 'snapshots'>> {
  readonly project: HistoryProject;
  /** Has the verdicts and the evidence of the run when this is closed. */
  readonly store: Store;
}

type RecordServices = Pick<Services, 'cwd' | 'environment' | 'tell' | 'now'>;

/**
 * Keeps a run in the history once it has ended: `story.json` in its folder, then the history itself. Must be closed after
 * the store's own listener. Trouble is a line, and changes nothing of what was found out: `close` never throws.
 */
export function recordHistory(
  services: RecordServices,
  recorded: RecordedRun,
): Required<Pick<Reporter, 'on' | 'close'>> {
  const begun = new Map<string, number>();
  const ending = afterRun((started, result) =>
    tellTrouble(services, () => record(services, recorded, { started, result, begun })),
  );
  return {
    on(event) {
      if (event.type === 'instance-started') begun.set(event.instance, event.at);
      ending.on(event);
    },
    close: ending.close,
  };
}

/** Keeps decisions in the history as they are made; `close` waits for them and never throws. */
export function recordDecisions(
  services: RecordServices,
  project: HistoryProject,
): Required<Pick<Reporter, 'on' | 'onFleet' | 'close'>> {
  const made: Extract<FleetEvent, { type: 'decision-made' }>[] = [];
  return {
    on: () => undefined,
    onFleet(event) {
      if (event.type === 'decision-made') made.push(event);
    },
    async close() {
      const entries = made.splice(0).map(({ entry }) => entry);
      if (entries.length === 0) return;
      await tellTrouble(services, () =>
        withHistory(services, project, async (history) => {
          for (const entry of entries) await history.putDecision(entry);
        }),
      );
    },
  };
}

interface Ended {
  readonly started: RunStarted;
  readonly result: RunResult;
  readonly begun: ReadonlyMap<string, number>;
}

async function record(
  services: RecordServices,
  { project, store, night, attempt = 1, snapshots = new Map() }: RecordedRun,
  { started, result, begun }: Ended,
): Promise<void> {
  const story = tellStory(started, result, {
    ...(night === undefined ? {} : { night }),
    attempt,
    cwd: services.cwd,
    begun,
    snapshots,
    flaky: await findFlaky(store, result.runId),
    evidence: await findEvidence(store, result.instances),
  });
  await writeStory(projectFolders(project.reportsDirectory).run(result.runId).story, story);
  await withHistory(services, project, (history) => history.putRun(story));
}

async function findFlaky(store: Store, runId: string): Promise<ReadonlySet<string>> {
  const { verdicts } = await store.verdicts().read();
  const own = verdicts.filter((verdict) => verdict.runId === runId && verdict.isFlaky === true);
  return new Set(own.map(({ instance }) => instance));
}

async function findEvidence(store: Store, instances: readonly InstanceResult[]): Promise<ReadonlyMap<string, string>> {
  const digests = new Map<string, string>();
  for (const { evidence } of instances) {
    if (evidence === undefined) continue;
    const digest = await store.evidence().digest(evidence.instance, evidence.runId, evidence.snapshot?.id);
    if (digest !== undefined) digests.set(evidence.instance, digest);
  }
  return digests;
}

async function tellTrouble({ tell }: Pick<Services, 'tell'>, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    tell(`history could not be written: ${toTrouble(error).message}; \`saltern history import\` reads it in later`);
  }
}
