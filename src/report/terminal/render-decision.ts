import { cellWidth, padCells, shortenEnd } from '../../base/text/cell-width.ts';
import { cleanLine } from '../../base/text/clean-text.ts';
import { isMet, REQUIREMENT_KINDS, type GateDecision, type RequirementVerdict } from '../../contract/decision.ts';
import { standingOfRequirement } from '../../contract/standing.ts';
import type { SnapshotDiff } from '../../contract/snapshot-diff.ts';
import { describeStale } from '../../contract/describe-stale.ts';
import { span, type Line } from '../text/line.ts';
import { listSome } from '../../base/text/list-some.ts';
import { tellHold } from '../../contract/tell-hold.ts';
import { tellOwners } from '../../contract/tell-owners.ts';
import { tellLane, tellOwed, tellWait } from '../../contract/tell-wait.ts';
import { wrapLine } from '../text/wrap-line.ts';
import { describeDiff } from './describe-diff.ts';

export interface RenderDecisionOptions {
  /** Snapshot that the channel is at; undefined when it does not exist yet. */
  readonly channelAt: string | undefined;
  /** From the channel's snapshot to the one decided on. Default: not shown. */
  readonly diff?: SnapshotDiff | undefined;
  /** Cells of the terminal, in which reasons are wrapped. Default: nobody knows, and they are on one line each. */
  readonly columns?: number;
  /** Only the answer, what stands in the way, and who decided. Default false. */
  readonly isBrief?: boolean;
  /** Whether the channel stays although the gate would let it move. Default false. */
  readonly isRefused?: boolean;
}

/** Of the names of changed packages, where nobody knows how wide the screen is. */
const COLUMNS = 120;
/** Cells that a reason has beside its name; with less it stands below. */
const LEAST_REASON = 36;
/** Lines that a reason may take. */
const MOST_LINES = 6;
/** The remark at the end of a reason, which stays when the rest is cut. */
const TAIL = /(?: \(and \d+ more\))?(?: \((?:it passed before[^()]*|run [\w-]+)\))?$/;

/** The decision as lines: whether the channel may move, why not, what changed. Pure. */
export function renderDecision(
  decision: GateDecision,
  { channelAt, diff, columns, isBrief = false, isRefused = false }: RenderDecisionOptions,
): readonly Line[] {
  const { requirements, notRequired, channel } = decision;
  const told = listTold(requirements);
  const widths = measure(told);
  const fit = (lines: readonly Line[]): readonly Line[] =>
    columns === undefined ? lines : lines.flatMap((line) => wrapLine(line, columns));
  const answer = [
    ...fit([renderAnswer(decision, { channelAt, widths, isRefused })]),
    ...told.flatMap((requirement) => renderRequirement(requirement, widths, columns)),
  ];
  const rest = [...fit(renderDeciding(decision)), ...fit(renderNotes(decision))];
  if (isBrief) return [...answer, ...rest];
  const met = requirements.filter(({ kind }) => isMet(kind)).length;
  return [
    ...answer,
    [span(`  ${met} of ${requirements.length} requirements met`)],
    ...rest,
    ...fit(renderBare(requirements)),
    ...(notRequired.length === 0
      ? []
      : [[span(`  ${notRequired.length} not required: ${listSome(notRequired, 3)}`, 'dim')]]),
    ...(diff === undefined ? [] : describeDiff(channel, diff, columns ?? COLUMNS).map((text) => [span(text)])),
  ];
}

/**
 * What is to be known where the channel moved: what passed with a remark, and who decided. Empty where there is nothing.
 * Pure.
 */
export function renderRemarks(decision: GateDecision, columns?: number): readonly Line[] {
  const told = listTold(decision.requirements);
  const widths = measure(told);
  return [
    ...told.flatMap((requirement) => renderRequirement(requirement, widths, columns)),
    ...renderDeciding(decision),
    ...renderNotes(decision),
  ];
}

/** Until when it waits, what is still owed, and what somebody could tidy up. */
function renderNotes(decision: GateDecision): readonly Line[] {
  const { notes = [], holds = [] } = decision;
  // What keeps something out of this snapshot stands among what is in its way.
  const idle = holds.filter(({ packages }) => packages.length === 0).map(tellHold);
  const texts = [tellOwners(decision), tellWait(decision), tellOwed(decision), ...idle, ...notes];
  const lines = texts.filter((text) => text !== '');
  return lines.map((text) => [span(`  ${cleanLine(text)}`)]);
}

/** What is not met, and what is met with a remark; the worst first. */
function listTold(requirements: readonly RequirementVerdict[]): readonly RequirementVerdict[] {
  return requirements
    .filter(({ kind, notes }) => kind !== 'pass' || notes.length > 0)
    .toSorted((a, b) => REQUIREMENT_KINDS.indexOf(a.kind) - REQUIREMENT_KINDS.indexOf(b.kind));
}

function measure(told: readonly RequirementVerdict[]): Widths {
  return {
    kind: Math.max(0, ...told.map(({ kind }) => kind.length)) + 2,
    name: Math.max(0, ...told.map(({ instance }) => cellWidth(instance))) + 3,
  };
}

/** What had a part in the decision besides the project's own files, and what no requirement covers. */
function renderDeciding({ blocks, project, untestedMembers, staleMembers = [] }: GateDecision): readonly Line[] {
  const lines = [
    ...blocks.map(({ reason }) => `  ${reason}`),
    ...project.overlays.map(
      ({ file, digest }) => `  overlay '${file}' counts (${digest.slice(0, 'sha256:'.length + 8)})`,
    ),
    ...project.leftOut.map((file) => `  '${file}' was not read: what one machine changes decides nothing`),
    ...staleMembers.map((member) => `  ${describeStale(member)}`),
    ...(untestedMembers.length === 0
      ? []
      : [
          `  no required instance had ${untestedMembers.map((name) => `'${name}'`).join(', ')}: nothing in there was tested`,
        ]),
  ];
  // File names may be anything.
  return lines.map((text) => [span(`  ${cleanLine(text)}`, 'error')]);
}

/** Those whose pass rests on states alone. */
function renderBare(requirements: readonly RequirementVerdict[]): readonly Line[] {
  const bare = requirements.filter(({ kind, remark }) => kind === 'pass' && remark !== undefined);
  return [...Map.groupBy(bare, ({ remark = '' }) => remark)].map(([remark, ones]) => [
    span(
      `  ${remark} in ${ones.length} of them: ${listSome(
        ones.map(({ instance }) => instance),
        3,
      )}`,
      'error',
    ),
  ]);
}

interface Widths {
  readonly kind: number;
  readonly name: number;
}

function renderAnswer(
  { decision, snapshot, channel, lane }: GateDecision,
  {
    channelAt,
    widths,
    isRefused,
  }: Required<Pick<RenderDecisionOptions, 'channelAt' | 'isRefused'>> & { readonly widths: Widths },
): Line {
  const isStopped = decision === 'promote' && isRefused;
  const word = isStopped ? 'REFUSED' : decision.toUpperCase();
  const about = `  ${snapshot.id} for ${channel}${tellLane({ lane })}`;
  const spaces = ' '.repeat(Math.max(3, 2 + widths.kind + widths.name - word.length - about.length));
  if (isStopped) return [span(word, 'fail'), span(`${about}${spaces}${tellStay(channel, channelAt, snapshot.id)}`)];
  switch (decision) {
    case 'promote':
      return [span(word, 'pass'), span(`${about}${spaces}${tellMove(channel, channelAt, snapshot.id)}`)];
    case 'wait':
      return [span(word, 'error'), span(`${about}${spaces}${tellStay(channel, channelAt, snapshot.id)}`)];
    case 'reject':
      return [span(word, 'fail'), span(`${about}${spaces}${tellStay(channel, channelAt, snapshot.id)}`)];
    default:
      return decision satisfies never;
  }
}

function tellMove(channel: string, at: string | undefined, id: string): string {
  if (at === undefined) return `${channel} does not exist yet`;
  return at === id ? `${channel} is there already` : `${channel} is at ${at}`;
}

function tellStay(channel: string, at: string | undefined, id: string): string {
  if (at === undefined) return `${channel} still does not exist`;
  return at === id ? `${channel} is there already` : `${channel} stays at ${at}`;
}

function renderRequirement(
  { kind, instance, reason, notes }: RequirementVerdict,
  widths: Widths,
  columns: number | undefined,
): readonly Line[] {
  // Reasons hold text of guests: no line breaks, no escape sequences.
  const reasons = [reason, ...notes].filter((text) => text !== '').map(cleanLine);
  const word: Line = [span('  '), span(padCells(kind.toUpperCase(), widths.kind), standingOfRequirement(kind))];
  const beside = 2 + widths.kind + widths.name;
  const isBelow = columns !== undefined && columns - beside < LEAST_REASON;
  const hang = isBelow ? 2 + widths.kind : beside;
  const rows = reasons.flatMap((text, at): readonly Line[] => {
    const isFirst = at === 0 && !isBelow;
    const start: Line = isFirst ? [...word, span(padCells(instance, widths.name))] : [span(' '.repeat(hang))];
    if (columns === undefined) return [[...start, span(text)]];
    return wrapLine([...start, span(fitReason(text, (columns - hang) * MOST_LINES))], columns, hang);
  });
  return isBelow || reasons.length === 0 ? [[...word, span(instance)], ...rows] : rows;
}

/** The reason in at most `room` cells; its final remark stays. */
function fitReason(reason: string, room: number): string {
  const tail = TAIL.exec(reason)?.[0] ?? '';
  if (cellWidth(reason) <= room || tail.length > room / 2) return shortenEnd(reason, room);
  return shortenEnd(reason.slice(0, reason.length - tail.length), room - tail.length) + tail;
}
