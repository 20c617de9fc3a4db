import { cellWidth, padCells } from '../../base/text/cell-width.ts';
import { cleanName } from '../../base/text/clean-text.ts';
import { formatTime } from '../../base/time/format-time.ts';
import type { AuditEntry, GateDecision, RequirementVerdict } from '../../contract/decision.ts';

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
}

/** A decision of the log, requirement by requirement, and whether it comes out the same again. Pure. */
export function renderExplanation(options: RenderExplanationOptions): readonly string[] {
  const { number, entry, again, differences, logTrouble } = options;
  const { decision, snapshot, channel, policy, requirements, blocks, deadline } = again;
  const result = entry.result === 'decided' ? '' : `, ${entry.result}${entry.note === '' ? '' : `: ${entry.note}`}`;
  const lines = [
    `${decision.toUpperCase()}  ${snapshot.id} for ${channel}`,
    `  decided ${formatTime(again.at)} UTC, line ${number} of the log, by ${entry.by} (${entry.action}${result})`,
    `  from ${short(entry.inputs)}: policy '${policy.file}' ${short(policy.digest)}, project ${short(again.project.digest)}, content ${short(snapshot.digest)}`,
    ...(differences.length === 0
      ? ['  made again from what was kept: the same']
      : ['  made again from what was kept: DIFFERENT', ...differences.map((one) => `    ${one}`)]),
    ...(logTrouble === undefined ? [] : [`  but ${logTrouble}: \`saltern audit verify\` says more`]),
    ...blocks.map(({ kind, reason }) => `  ${padCells(kind.toUpperCase(), 9)}${reason}`),
    ...(deadline === undefined ? [] : [`  it waits until ${formatTime(deadline)} UTC`]),
    ...renderRequirements(requirements),
  ];
  // Reasons hold text of guests.
  return lines.map((line) => cleanName(line).trimEnd());
}

function renderRequirements(requirements: readonly RequirementVerdict[]): readonly string[] {
  const kind = Math.max(0, ...requirements.map((one) => one.kind.length)) + 2;
  const name = Math.max(0, ...requirements.map(({ instance }) => cellWidth(instance))) + 3;
  return requirements.flatMap((one) => {
    const [first = '', ...more] = [...why(one), ...one.notes];
    return [
      `  ${padCells(one.kind.toUpperCase(), kind)}${padCells(one.instance, name)}${first}`,
      ...more.map((text) => `${' '.repeat(2 + kind + name)}${text}`),
    ];
  });
}

function why({ reason, runId, finishedAt, evidence, waiver, remark }: RequirementVerdict): readonly string[] {
  const result =
    runId === undefined
      ? []
      : [`run ${runId}${finishedAt === undefined ? '' : `, ${formatTime(finishedAt)} UTC`}, record ${short(evidence)}`];
  return [
    ...(reason === '' ? [] : [reason]),
    ...(waiver === undefined ? [] : [`waived by '${waiver}'`]),
    ...(remark === undefined ? [] : [remark]),
    ...result,
  ];
}

function short(digest: string | undefined): string {
  return digest === undefined ? 'nothing' : digest.slice(0, 'sha256:'.length + 12);
}
