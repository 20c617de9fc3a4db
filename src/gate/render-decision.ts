import { PACKAGE_CHANGE_KINDS, type SnapshotDiff } from '../contract/snapshot.ts';
import type { GateDecision, RequirementKind } from '../contract/decision.ts';

/** Colours, by meaning; each gets text and gives it painted. Default: as it is. */
export type DecisionPaint = Readonly<Partial<Record<'good' | 'bad' | 'doubtful' | 'faint', (text: string) => string>>>;

export interface RenderDecisionOptions {
  /** Snapshot that the channel is at; undefined when it does not exist yet. */
  readonly channelAt: string | undefined;
  /** From the channel's snapshot to the one decided on. Default: not shown. */
  readonly diff?: SnapshotDiff | undefined;
  readonly paint?: DecisionPaint;
  /** Reasons are cut to fit. Default 120. */
  readonly columns?: number;
  /** Only the answer and what stands in the way. Default false. */
  readonly isBrief?: boolean;
}

const COLUMNS = 120;
/** Characters that a reason keeps however narrow the screen is. */
const LEAST_REASON = 20;
/** What the end of a reason says of the whole; it stays when the rest is cut. */
const TAIL = /(?: \(and \d+ more\))?(?: \(it passed before[^()]*\))?$/;

/** The lines that answer: may it go, why not, what changed. Pure. */
export function renderDecision(
  decision: GateDecision,
  { channelAt, diff, paint = {}, columns = COLUMNS, isBrief = false }: RenderDecisionOptions,
): readonly string[] {
  const { requirements, notRequired, channel, snapshot } = decision;
  const isPromote = decision.decision === 'promote';
  const head = `${isPromote ? 'PROMOTE' : 'REJECT'}  ${snapshot.id} for ${channel}`;
  const [word, rest] = [head.slice(0, head.indexOf(' ')), head.slice(head.indexOf(' '))];
  const unmet = requirements
    .filter(({ kind }) => kind !== 'pass')
    .sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
  const kindWidth = Math.max(0, ...unmet.map(({ kind }) => kind.length)) + 2;
  const nameWidth = Math.max(0, ...unmet.map(({ instance }) => instance.length)) + 3;
  const room = Math.max(LEAST_REASON, columns - 2 - kindWidth - nameWidth);
  const spaces = ' '.repeat(Math.max(3, 2 + kindWidth + nameWidth - head.length));
  const answer = [
    `${color(paint, isPromote ? 'good' : 'bad', word)}${rest}${spaces}${describeChannel(channel, channelAt, isPromote, snapshot.id)}`,
    ...unmet.map(({ kind, instance, reason }) => {
      const label = color(paint, kind === 'fail' ? 'bad' : 'doubtful', kind.toUpperCase().padEnd(kindWidth));
      return `  ${label}${instance.padEnd(nameWidth)}${fit(clean(reason), room)}`;
    }),
  ];
  if (isBrief) return answer;
  return [
    ...answer,
    `  ${requirements.length - unmet.length} of ${requirements.length} requirements met`,
    ...(notRequired.length === 0
      ? []
      : [color(paint, 'faint', `  ${notRequired.length} not required: ${listSome(notRequired, 3)}`)]),
    ...(diff === undefined ? [] : describeDiff(channel, diff, columns)),
  ];
}

/** What is wrong for certain comes first. */
const ORDER: readonly RequirementKind[] = ['fail', 'error', 'missing', 'stale', 'foreign', 'pass'];

function describeChannel(channel: string, at: string | undefined, isPromote: boolean, id: string): string {
  if (at === undefined) return isPromote ? `${channel} does not exist yet` : `${channel} still does not exist`;
  if (at === id) return `${channel} is there already`;
  return isPromote ? `${channel} is at ${at}` : `${channel} stays at ${at}`;
}

/** How many packages changed in which way, and which, in two lines; a package of several repositories counts once. */
function describeDiff(channel: string, { changes }: SnapshotDiff, columns: number): readonly string[] {
  if (changes.length === 0) return [`changed since ${channel}: no package`];
  const groups = PACKAGE_CHANGE_KINDS.flatMap((kind) => {
    const names = [...new Set(changes.filter((change) => change.kind === kind).map(({ name }) => clean(name)))];
    return names.length === 0 ? [] : [{ kind, names: names.sort() }];
  });
  const counts = groups.map(({ kind, names }) => `${names.length} ${kind}`).join(', ');
  const list = (most: number): string =>
    `  ${groups.map(({ kind, names }) => `${listSome(names, most)} ${kind}`).join('; ')}`;
  const longest = Math.min(columns, Math.max(...groups.map(({ names }) => names.length)));
  const most = Array.from({ length: longest }, (_, index) => longest - index).find((n) => list(n).length <= columns);
  return [`changed since ${channel}: ${counts}`, cut(list(most ?? 1), columns)];
}

/** The reason in at most `room` characters; that there are more stays. */
function fit(reason: string, room: number): string {
  const tail = TAIL.exec(reason)?.[0] ?? '';
  if (reason.length <= room || tail.length > room / 2) return cut(reason, room);
  return cut(reason.slice(0, reason.length - tail.length), room - tail.length) + tail;
}

function cut(text: string, room: number): string {
  return text.length <= room
    ? text
    : `${text
        .slice(0, room - 1)
        .trimEnd()
        .toWellFormed()}…`;
}

function listSome(texts: readonly string[], most: number): string {
  return texts.length <= most ? texts.join(', ') : `${texts.slice(0, most).join(', ')}, …`;
}

/** Reasons hold text of guests: no line breaks, no escape sequences. */
function clean(text: string): string {
  return text
    .replaceAll(/\p{Cc}\[[0-9;?]*[A-Za-z]/gu, '')
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}

function color(paint: DecisionPaint, meaning: keyof DecisionPaint, text: string): string {
  return paint[meaning]?.(text) ?? text;
}
