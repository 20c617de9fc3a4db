import { cellWidth, padCells, shortenEnd } from '../../base/text/cell-width.ts';
import { cleanLine } from '../../base/text/clean-text.ts';
import type { GateDecision, RequirementKind, RequirementVerdict } from '../../contract/decision.ts';
import { PACKAGE_CHANGE_KINDS, type SnapshotDiff } from '../../contract/snapshot.ts';
import { span, type Line } from '../text/line.ts';

export interface RenderDecisionOptions {
  /** Snapshot that the channel is at; undefined when it does not exist yet. */
  readonly channelAt: string | undefined;
  /** From the channel's snapshot to the one decided on. Default: not shown. */
  readonly diff?: SnapshotDiff | undefined;
  /** Reasons are cut to fit. Default 120. */
  readonly columns?: number;
  /** Only the answer and what stands in the way. Default false. */
  readonly isBrief?: boolean;
}

const COLUMNS = 120;
/** Cells that a reason keeps however narrow the screen is. */
const LEAST_REASON = 20;
/** The remark at the end of a reason, which stays when the rest is cut. */
const TAIL = /(?: \(and \d+ more\))?(?: \(it passed before[^()]*\))?$/;

/** The decision as lines: whether the channel may move, why not, what changed. Pure. */
export function renderDecision(
  decision: GateDecision,
  { channelAt, diff, columns = COLUMNS, isBrief = false }: RenderDecisionOptions,
): readonly Line[] {
  const { requirements, notRequired, channel } = decision;
  const unmet = requirements
    .filter(({ kind }) => kind !== 'pass')
    .sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
  const widths = {
    kind: Math.max(0, ...unmet.map(({ kind }) => kind.length)) + 2,
    name: Math.max(0, ...unmet.map(({ instance }) => cellWidth(instance))) + 3,
  };
  const answer = [
    renderAnswer(decision, channelAt, widths),
    ...unmet.map((requirement) => renderUnmet(requirement, widths, columns)),
  ];
  if (isBrief) return answer;
  return [
    ...answer,
    [span(`  ${requirements.length - unmet.length} of ${requirements.length} requirements met`)],
    ...renderBare(requirements),
    ...(notRequired.length === 0
      ? []
      : [[span(`  ${notRequired.length} not required: ${listSome(notRequired, 3)}`, 'dim')]]),
    ...(diff === undefined ? [] : describeDiff(channel, diff, columns).map((text) => [span(text)])),
  ];
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

/** What is wrong for certain comes first. */
const ORDER: readonly RequirementKind[] = ['fail', 'error', 'missing', 'stale', 'foreign', 'pass'];

function renderAnswer(
  { decision, snapshot, channel }: GateDecision,
  channelAt: string | undefined,
  widths: Widths,
): Line {
  const word = decision.toUpperCase();
  const about = `  ${snapshot.id} for ${channel}`;
  const spaces = ' '.repeat(Math.max(3, 2 + widths.kind + widths.name - word.length - about.length));
  switch (decision) {
    case 'promote':
      return [span(word, 'pass'), span(`${about}${spaces}${tellMove(channel, channelAt, snapshot.id)}`)];
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

function renderUnmet({ kind, instance, reason }: RequirementVerdict, widths: Widths, columns: number): Line {
  const room = Math.max(LEAST_REASON, columns - 2 - widths.kind - widths.name);
  return [
    span('  '),
    span(padCells(kind.toUpperCase(), widths.kind), kind === 'fail' ? 'fail' : 'error'),
    // Reasons hold text of guests: no line breaks, no escape sequences.
    span(`${padCells(instance, widths.name)}${fitReason(cleanLine(reason), room)}`),
  ];
}

/** The reason in at most `room` cells; its final remark stays. */
function fitReason(reason: string, room: number): string {
  const tail = TAIL.exec(reason)?.[0] ?? '';
  if (cellWidth(reason) <= room || tail.length > room / 2) return shortenEnd(reason, room);
  return shortenEnd(reason.slice(0, reason.length - tail.length), room - tail.length) + tail;
}

/** How many packages changed in which way, and which, in two lines; a package of several repositories counts once. */
function describeDiff(channel: string, { changes }: SnapshotDiff, columns: number): readonly string[] {
  if (changes.length === 0) return [`changed since ${channel}: no package`];
  const groups = PACKAGE_CHANGE_KINDS.flatMap((kind) => {
    const names = [...new Set(changes.filter((change) => change.kind === kind).map(({ name }) => cleanLine(name)))];
    return names.length === 0 ? [] : [{ kind, names: names.sort() }];
  });
  const counts = groups.map(({ kind, names }) => `${names.length} ${kind}`).join(', ');
  const list = (most: number): string =>
    `  ${groups.map(({ kind, names }) => `${listSome(names, most)} ${kind}`).join('; ')}`;
  const longest = Math.min(columns, Math.max(...groups.map(({ names }) => names.length)));
  const most = Array.from({ length: longest }, (_, index) => longest - index).find((n) => list(n).length <= columns);
  return [`changed since ${channel}: ${counts}`, shortenEnd(list(most ?? 1), columns)];
}

function listSome(texts: readonly string[], most: number): string {
  return texts.length <= most ? texts.join(', ') : `${texts.slice(0, most).join(', ')}, …`;
}
