import { Chalk } from 'chalk';
import type { NightOptions, NightListener } from '../../app/nightly/night-options.ts';
import { runNight, type NightRun } from '../../app/nightly/run-night.ts';
import { isMet, type GateDecision } from '../../contract/decision.ts';
import type { NightOutcome, NightRecord } from '../../contract/night.ts';
import { toKnownError } from '../../contract/to-known-error.ts';
import { renderDecision, renderRemarks } from '../../report/terminal/render-decision.ts';
import {
  renderNightBegin,
  renderNightEnd,
  renderNightStep,
  renderUnchanged,
} from '../../report/terminal/render-night.ts';
import { paintLine, type Line } from '../../report/text/line.ts';
import type { Answer, Command, ExitCode } from '../answer.ts';
import type { App } from '../app.ts';
import { openScreen } from '../open-screen.ts';
import { reportError } from '../report-error.ts';
import { tellSnapshot } from '../tell-snapshot.ts';
import { tellTroubles } from '../tell-troubles.ts';

export interface NightFlags extends NightOptions {
  /** Only say what would happen. */
  readonly dryRun?: boolean;
  /** Only say whether a night ended lately. */
  readonly status?: boolean;
}

/** One night, or what a stopped one has left: each step is shown as it ends; with `--json`, the record at the end. */
export const nightly: Command<NightFlags> = async (app, { dryRun = false, status = false, ...options }) => {
  if (status) return (await import('./nightly-status.ts')).status(app, options);
  if (dryRun) return (await import('./nightly-coming.ts')).coming(app, options);
  return await runWhole(app, options);
};

const runWhole: Command<NightOptions> = async (app, { json = false, ...options }) => {
  const done = await runNight(app, options, listen(app, json));
  switch (done.kind) {
    case 'unchanged': {
      const lines = paint(app, [renderUnchanged(done.night)]);
      return { exitCode: 0, data: { unchanged: true, night: done.night }, lines, isPainted: true };
    }
    case 'night':
      return await tellNight(app, done);
    default:
      return done satisfies never;
  }
};

function listen(app: App, isQuiet: boolean): NightListener {
  const say = (line: Line): void => {
    if (!isQuiet) app.write(`${paint(app, [line]).join('\n')}\n`);
  };
  return {
    progress: tellSnapshot(app),
    began: (record, how) => say(renderNightBegin(record, how)),
    ended: (step, record) => say(renderNightStep(step, record)),
    ...(isQuiet ? {} : { openScreen: () => openScreen(app, 'test') }),
  };
}

async function tellNight(app: App, { record, error, troubles }: NightRun): Promise<Answer> {
  const trouble = tellTroubles(app, troubles);
  if (error !== undefined) reportError(error, { app, isJson: false, isDebug: false });
  const { judged, channel, end } = record;
  const { isTty, columns } = app.terminal();
  const width = isTty ? { columns } : {};
  const isGood = end?.outcome === 'promoted' || end?.outcome === 'judged';
  const refusal =
    judged === undefined || isGood ? [] : renderDecision(judged, { channelAt: channel.after, isBrief: true, ...width });
  const remarks = judged !== undefined && isGood ? renderRemarks(judged, width.columns) : [];
  return {
    exitCode: chooseExitCode(record, error) || trouble,
    data: { unchanged: false, night: record },
    lines: paint(app, [...refusal, ...remarks, renderNightEnd(record, { isBrief: refusal.length > 0 })]),
    isPainted: true,
  };
}

function paint(app: App, lines: readonly Line[]): readonly string[] {
  const chalk = new Chalk({ level: app.terminal().colourLevel });
  return lines.map((line) => paintLine(line, chalk));
}

/** A failure is a finding; what could not be found out is none, and what time alone brings is as good as there. */
function chooseExitCode({ end, judged }: NightRecord, error: unknown): ExitCode {
  const { outcome }: { readonly outcome: NightOutcome } = end ?? { outcome: 'error' };
  switch (outcome) {
    case 'promoted':
    case 'judged':
      return 0;
    case 'waiting':
      return judged !== undefined && isOnlyTime(judged) ? 0 : 1;
    case 'refused':
      return 1;
    case 'error':
      return toKnownError(error)?.exitCode ?? 3;
    case 'interrupted':
      return 130;
    default:
      return outcome satisfies never;
  }
}

/** Whether every requirement is met, and nobody has to act. */
function isOnlyTime({ requirements, blocks }: GateDecision): boolean {
  return requirements.every(({ kind }) => isMet(kind)) && blocks.every(({ until }) => until !== undefined);
}
