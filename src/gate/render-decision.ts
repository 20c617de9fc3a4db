import type { PackageChange, SnapshotDiff } from '../contract/snapshot.ts';
import type { GateDecision, RequirementKind } from './decide-gate.ts';

/** Colours, by meaning; each gets text and gives it painted. Default: as it is. */
export type DecisionPaint = Readonly<Partial<Record<'good' | 'bad' | 'doubtful' | 'faint', (text: string) => string>>>;

export interface RenderDecisionOptions {
  /** Snapshot that the channel is at; undefined when it does not exist yet. */
  readonly channelAt: string | undefined;
  /** From the channel's snapshot to the one decided on. Default: not shown. */
  readonly diff?: SnapshotDiff | undefined;
  readonly paint?: DecisionPaint;
}

/** The lines that answer: may it go, why not, what changed. Pure. */
export function renderDecision(
  decision: GateDecision,
  { channelAt, diff, paint = {} }: RenderDecisionOptions,
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
  const spaces = ' '.repeat(Math.max(3, 2 + kindWidth + nameWidth - head.length));
  return [
    `${color(paint, isPromote ? 'good' : 'bad', word)}${rest}${spaces}${describeChannel(channel, channelAt, isPromote, snapshot.id)}`,
    ...unmet.map(({ kind, instance, reason }) => {
      const label = color(paint, kind === 'fail' ? 'bad' : 'doubtful', kind.toUpperCase().padEnd(kindWidth));
      return `  ${label}${instance.padEnd(nameWidth)}${clean(reason)}`;
    }),
    `  ${requirements.length - unmet.length} of ${requirements.length} requirements met`,
    ...(notRequired.length === 0
      ? []
      : [color(paint, 'faint', `  ${notRequired.length} not required: ${listSome(notRequired, 3)}`)]),
    ...(diff === undefined ? [] : [describeDiff(channel, diff)]),
  ];
}

/** What is wrong for certain comes first. */
const ORDER: readonly RequirementKind[] = ['fail', 'error', 'missing', 'stale', 'foreign', 'pass'];

function describeChannel(channel: string, at: string | undefined, isPromote: boolean, id: string): string {
  if (at === undefined) return isPromote ? `${channel} does not exist yet` : `${channel} still does not exist`;
  if (at === id) return `${channel} is there already`;
  return isPromote ? `${channel} is at ${at}` : `${channel} stays at ${at}`;
}

function describeDiff(channel: string, { changes }: SnapshotDiff): string {
  if (changes.length === 0) return `changed since ${channel}: no package`;
  const counts = Map.groupBy(changes, ({ kind }) => kind);
  const summary = [...counts].map(([kind, list]) => `${list.length} ${kind}`).join(', ');
  const texts = [...new Set(changes.map(describeChange))];
  return `changed since ${channel}: ${summary}    ${listSome(texts, 3)}`;
}

function describeChange(change: PackageChange): string {
  switch (change.kind) {
    case 'upgraded':
    case 'downgraded':
      return `${change.name} ${change.from} → ${change.to}`;
    case 'rebuilt':
      return `${change.name} ${change.to} rebuilt`;
    case 'added':
      return `${change.name} ${change.to} added`;
    case 'removed':
      return `${change.name} ${change.from} removed`;
    default:
      return change satisfies never;
  }
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
