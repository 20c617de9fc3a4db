import type { Reporter } from '../contract/events.ts';
import type { RunStory } from '../contract/history.ts';
import { projectFolders } from '../contract/project-folders.ts';
import type { Store } from '../contract/store.ts';
import { afterRun } from '../report/after-run.ts';
import { tellStory, type StoryFacts } from '../report/story/tell-story.ts';
import { writeStory } from '../store/history/story-files.ts';
import { findEvidenceDigests } from './find-evidence-digests.ts';
import { withHistory, type HistoryProject } from './open-history.ts';
import { recoverStories } from './recover-stories.ts';
import type { Services } from './services.ts';
import { tellHistoryTrouble } from './tell-history-trouble.ts';

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
    tellHistoryTrouble(services, async () => {
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

async function findFlaky(store: Store, runId: string): Promise<ReadonlySet<string>> {
  const { verdicts } = await store.verdicts().read();
  const own = verdicts.filter((verdict) => verdict.runId === runId && verdict.isFlaky === true);
  return new Set(own.map(({ instance }) => instance));
}
