import type { FleetEvent, Reporter } from '../contract/events.ts';
import type { RunStory } from '../contract/history.ts';
import { projectFolders } from '../contract/project-folders.ts';
import type { Store } from '../contract/store.ts';
import { toTrouble } from '../contract/to-trouble.ts';
import { afterRun } from '../report/after-run.ts';
import { tellStory, type StoryFacts } from '../report/story/tell-story.ts';
import { writeStory } from '../store/history/story-files.ts';
import { findEvidenceDigests } from './find-evidence-digests.ts';
import { withHistory, type HistoryProject } from './open-history.ts';
import { recoverStories } from './recover-stories.ts';
import type { Services } from './services.ts';

/** What is recorded, and where. */
export interface RecordedRun extends Pick<StoryFacts, 'snapshots'> {
  readonly project: HistoryProject;
  /** Has the verdicts and the evidence of the run when this is closed. */
  readonly store: Store;
}

export type RecordServices = Pick<Services, 'cwd' | 'environment' | 'tell' | 'now'>;

/**
 * Keeps a run in the history once it has ended: `story.json` in its folder, then the history itself, with what runs that
 * were killed had found out. Must be closed after the store's own listener. Trouble is a line, and changes nothing of what
 * was found out: `close` never throws.
 */
export function recordHistory(
  services: RecordServices,
  { project, store, snapshots }: RecordedRun,
): Required<Pick<Reporter, 'on' | 'close'>> {
  const begun = new Map<string, number>();
  const ending = afterRun((started, result) =>
    tellTrouble(services, async () => {
      const { cwd } = services;
      const flaky = await findFlaky(store, result.runId);
      const evidence = await findEvidenceDigests(store, result.instances);
      const story = tellStory(started, result, { cwd, begun, snapshots, flaky, evidence });
      const folders = projectFolders(project.reportsDirectory);
      await writeStory(folders.run(result.runId).story, story);
      const recovered = await recoverStories({ folders, store, cwd });
      const whole = [...recovered, story].filter(isWhole);
      if (whole.length === 0) return;
      await withHistory(services, project, async (history) => {
        for (const one of whole) await history.putRun(one);
      });
    }),
  );
  return {
    on(event) {
      if (event.type === 'instance-started') begun.set(event.instance, event.at);
      ending.on(event);
    },
    close: ending.close,
  };
}

/** A shard's run counts in what it is merged into: it would be there twice. */
export function isWhole({ shard }: Pick<RunStory, 'shard'>): boolean {
  return shard === undefined;
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

async function findFlaky(store: Store, runId: string): Promise<ReadonlySet<string>> {
  const { verdicts } = await store.verdicts().read();
  const own = verdicts.filter((verdict) => verdict.runId === runId && verdict.isFlaky === true);
  return new Set(own.map(({ instance }) => instance));
}

async function tellTrouble({ tell }: Pick<Services, 'tell'>, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    tell(`history could not be written: ${toTrouble(error).message}; \`saltern history import\` reads it in later`);
  }
}
