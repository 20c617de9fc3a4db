import { cellWidth, padCells } from '../../base/text/cell-width.ts';
import { cleanName } from '../../base/text/clean-text.ts';
import { formatLongTime } from '../../base/time/format-time.ts';
import type { AuditEntry, GateDecision, RequirementVerdict } from '../../contract/decision.ts';
import { tellLane, tellWait } from '../../contract/tell-wait.ts';
import { span, type Line, type Tone } from '../text/line.ts';
import { wrapLine } from '../text/wrap-line.ts';

export interface RenderExplanationOptions {
  /** Number of its line in the log. */
  readonly number: number;
  readonly entry: AuditEntry;
  /** The decision, made again. */
  readonly again: GateDecision;
  /** What differs from what was said then. Empty: nothing. */
  readonly differences: readonly string[];
  /** Why the line may not be what was written. Undefined: it is. */
  readonly logTrouble?: string | undefined;
  /** Cells of the terminal, in which lines are wrapped. Default: no terminal, and each is one line. */
  readonly columns?: number;
}

/** A decision of the log, requirement by requirement, and whether it comes out the same again. Pure. */
export function renderExplanation(options: RenderExplanationOptions): readonly Line[] {
  const { number, entry, again, differences, logTrouble, columns } = options;
  const { decision, snapshot, channel, policy, requirements, blocks } = again;
  const result = entry.result === 'decided' ? '' : `, ${entry.result}${entry.note === '' ? '' : `: ${entry.note}`}`;
  const head: Line = [
    span(decision.toUpperCase(), TONES[decision]),
    span(`  ${snapshot.id} for ${channel}${tellLane(again)}`),
  ];
  const width = Math.max(0, ...[...requirements, ...blocks].map(({ kind }) => kind.length)) + 2;
  const lines = [
    `  decided ${formatLongTime(again.at)}, line ${number} of the log, by ${entry.by} (${entry.action}${result})`,
    `  from ${short(entry.inputs)}: policy '${policy.file}' ${short(policy.digest)}, project ${short(again.project.digest)}, content ${short(snapshot.digest)}`,
    ...(differences.length === 0
      ? ['  made again from what was kept: the same']
      : ['  made again from what was kept: DIFFERENT', ...differences.map((one) => `    ${one}`)]),
    ...(logTrouble === undefined ? [] : [`  but ${logTrouble}: \`saltern audit verify\` says more`]),
    ...renderRequirements(requirements, width),
    ...blocks.map(({ kind, reason }) => `  ${padCells(kind.toUpperCase(), width)}${reason}`),
    ...[tellWait(again)].filter((text) => text !== '').map((text) => `  ${text}`),
  ];
  const fit = (line: Line): readonly Line[] => (columns === undefined ? [line] : wrapLine(line, columns));
  // Reasons hold text of guests.
  return [head, ...lines.map((line) => [span(cleanName(line).trimEnd())])].flatMap(fit);
}

const TONES = { promote: 'pass', wait: 'error', reject: 'fail' } as const satisfies Record<
  GateDecision['decision'],
  Tone
>;

function renderRequirements(requirements: readonly RequirementVerdict[], kind: number): readonly string[] {
  const name = Math.max(0, ...requirements.map(({ instance }) => cellWidth(instance))) + 3;
  return requirements.flatMap((one) => {
    const [first = '', ...more] = [...why(one), ...one.notes];
    return [
      `  ${padCells(one.kind.toUpperCase(), kind)}${padCells(one.instance, name)}${first}`,
      ...more.map((text) => `${' '.repeat(2 + kind + name)}${text}`),
    ];
  });
}

function why({ reason, runId, finishedAt, evidence, remark }: RequirementVerdict): readonly string[] {
  const result =
    runId === undefined
      ? []
      : [`run ${runId}${finishedAt === undefined ? '' : `, ${formatLongTime(finishedAt)}`}, record ${short(evidence)}`];
  return [...(reason === '' ? [] : [reason]), ...(remark === undefined ? [] : [remark]), ...result];
}

function short(digest: string | undefined): string {
  return digest === undefined ? 'nothing' : digest.slice(0, 'sha256:'.length + 12);
}
