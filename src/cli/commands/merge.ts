import { mergeRuns, type MergeOptions } from '../../app/merge-runs.ts';
import type { Command } from '../answer.ts';
import { openEndScreen } from '../open-screen.ts';
import { answerRun } from './run.ts';

/** Makes one run of the runs of all shards: the end of it on the screen, the exit code of the whole. */
export const merge: Command<MergeOptions, [folders: readonly string[]]> = async (app, options, folders) => {
  const listener = options.json ? {} : { listener: openEndScreen(app) };
  const merged = await mergeRuns(app, folders, { ...options, ...listener });
  return answerRun(app, 'test', merged, { isEmptyWell: merged.result.instances.length === 0 });
};
