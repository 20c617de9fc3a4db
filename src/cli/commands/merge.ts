import { mergeRuns, type MergeOptions } from '../../app/merge-runs.ts';
import type { Command } from '../answer.ts';
import { toResultJson } from '../../report/to-result-json.ts';
import { openEndScreen } from '../open-screen.ts';
import { answerRun } from './run.ts';

/**
 * Makes one run of the runs of all shards: the end of it on the screen, the exit code of the whole. Where a shard was
 * interrupted, the whole could not be found out, for it is not this verb that somebody stopped.
 */
export const merge: Command<MergeOptions, [folders: readonly string[]]> = async (app, options, folders) => {
  const listener = options.json ? {} : { listener: openEndScreen(app) };
  const { result, troubles } = await mergeRuns(app, folders, { ...options, ...listener });
  const ended = { result: { ...result, interrupted: false }, troubles };
  const { exitCode, ...answer } = answerRun(app, 'test', ended, { isEmptyWell: result.instances.length === 0 });
  const isUnknown = result.interrupted && exitCode === 0;
  return { ...answer, exitCode: isUnknown ? 3 : exitCode, data: toResultJson(result) };
};
