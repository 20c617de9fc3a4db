import { formatLongTime } from '../../base/time/format-time.ts';
import { checkChannel } from '../../app/gate/check-channel.ts';
import { diffFromChannel, type JudgedSnapshot, type JudgeOptions } from '../../app/judge-snapshot.ts';
import { promoteSnapshot, type PromoteSnapshotOptions } from '../../app/promote-snapshot.ts';
import type { GateDecision } from '../../contract/decision.ts';
import { renderDecision, renderRemarks, type RenderDecisionOptions } from '../../report/terminal/render-decision.ts';
import type { Command, ExitCode } from '../answer.ts';
import type { Terminal } from '../app.ts';
import { paintLines } from '../paint-lines.ts';
import { tellTroubles } from '../tell-troubles.ts';

/** Says whether the snapshot may be promoted, and why not; exit 1 when not. */
export const check: Command<JudgeOptions> = async (app, options) => {
  const judged = await checkChannel(app, options);
  const { decision } = judged;
  const trouble = tellTroubles(app, judged.troubles);
  const diff = options.json ? undefined : await diffFromChannel(judged);
  const lines = renderJudged(judged, app.terminal(), { diff });
  const talk = [
    ...(judged.isWhatIf ? [tellWhatIf(options, decision)] : []),
    ...(judged.tainted === undefined ? [] : [judged.tainted.text]),
  ];
  return { exitCode: chooseExitCode(decision) || trouble, data: decision, lines, isPainted: true, talk };
};

/** Nobody is to take it for a decision. */
function tellWhatIf({ at, policy }: JudgeOptions, decision: GateDecision): string {
  const ifs = [
    ...(at === undefined ? [] : [`at ${formatLongTime(decision.at)}`]),
    ...(policy === undefined ? [] : [`by '${decision.policy.file}'`]),
  ];
  return `what would be decided ${ifs.join(' ')}; it is not in the log of decisions`;
}

/** Decides anew and moves the channel only when the decision is to promote; exit 1 when refused. */
export const promote: Command<PromoteSnapshotOptions> = async (app, options) => {
  const judged = await promoteSnapshot(app, options);
  const { promotion, decision } = judged;
  const data = { promotion, decision };
  const trouble = tellTroubles(app, judged.troubles);
  const remarks = paintLines(app.terminal(), (width) => renderRemarks(decision, width.columns));
  const talk = [...promotion.notes, ...remarks];
  switch (promotion.kind) {
    case 'promoted': {
      const was = promotion.from === undefined ? '' : ` (was ${promotion.from})`;
      return { exitCode: trouble, data, lines: [`${promotion.channel} is now at ${promotion.to}${was}`], talk };
    }
    case 'unchanged':
      return { exitCode: trouble, data, lines: [`${promotion.channel} is already at ${promotion.to}`], talk };
    case 'refused': {
      const stays = promotion.from === undefined ? 'does not exist' : `stays at ${promotion.from}`;
      return {
        exitCode: 1,
        data,
        isPainted: true,
        lines: renderJudged(judged, app.terminal(), { isBrief: true, isRefused: true }),
        talk: [...promotion.notes, `not promoted: ${promotion.reason}; ${promotion.channel} ${stays}`],
      };
    }
    default:
      return promotion satisfies never;
  }
};

function renderJudged(
  { decision, channelAt }: JudgedSnapshot,
  terminal: Terminal,
  options: Omit<RenderDecisionOptions, 'channelAt' | 'columns'>,
): readonly string[] {
  return paintLines(terminal, (width) => renderDecision(decision, { channelAt, ...options, ...width }));
}

function chooseExitCode({ decision }: GateDecision): ExitCode {
  switch (decision) {
    case 'promote':
      return 0;
    case 'wait':
    case 'reject':
      return 1;
    default:
      return decision satisfies never;
  }
}
