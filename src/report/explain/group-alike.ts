import { hash } from 'node:crypto';
import type { InstanceResult } from '../../contract/result.ts';
import { isJournalLine, listJournalWords } from './journal-lines.ts';
import { plainLine, type Line } from '../text/line.ts';

/** Instances of which the same is to be told. */
export interface Alike {
  /** At least one, in the order of the run. */
  readonly results: readonly [InstanceResult, ...InstanceResult[]];
  /** What went wrong with the first of them. */
  readonly lines: readonly Line[];
}

/** What makes no difference between two instances of one run. */
export interface Accidents {
  /** Folder of the run. */
  readonly directory: string;
  /** When the run began, and when it ended: milliseconds since the epoch. */
  readonly from: number;
  readonly to: number;
}

/**
 * Instances whose failures read the same, told once. Compared is all that would be shown, whole. Only the name of the
 * instance, the folder of the run, process numbers where logs have them, times within the run, the order of the journal's
 * lines and how systemd puts things make no difference: a status, a value or a place that differs keeps them apart.
 */
export function groupAlike(
  results: readonly InstanceResult[],
  render: (result: InstanceResult) => readonly Line[],
  accidents: Accidents,
): readonly Alike[] {
  const groups = new Map<string, { results: [InstanceResult, ...InstanceResult[]]; lines: readonly Line[] }>();
  for (const result of results) {
    const lines = render(result);
    // Their colours too: what failed and what could not be found out may be the same words.
    const told = lines
      .filter((line) => !isJournalLine(line))
      .map((line) => [withoutAccidents(plainLine(line), result.name, accidents), ...line.map(({ tone }) => tone)]);
    const journal = listJournalWords(lines.filter((line) => isJournalLine(line))).map((text) =>
      withoutAccidents(text, result.name, accidents),
    );
    // Not the text itself: a thousand long ones need not be kept.
    const key = hash('sha256', JSON.stringify([result.outcome, isUnbegun(result), told, journal]));
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { results: [result], lines });
    else known.results.push(result);
  }
  return [...groups.values()];
}

/**
 * Whether it was not even begun with, and all there is to say is what kept it from that: the engine is gone, the image
 * cannot be had.
 */
export function isUnbegun({ name, phases, steps, trouble, artifacts = [] }: InstanceResult): boolean {
  const isMade = steps.length > 0 || phases.some(({ phase, outcome }) => phase === 'create' && outcome === 'pass');
  return !isMade && trouble !== undefined && !trouble.message.includes(name) && artifacts.length === 0;
}

/** `2026-11-22T02:14:05Z`, a time of day, seconds since the epoch. */
const TIME = /\b(?:(\d{4}-\d\d-\d\d)[T ])?(\d\d:\d\d:\d\d)(?:[.,]\d+)?(?: ?UTC|Z\b|\+00:?00)?|\b(1\d{9})(?:\.\d+)?\b/g;
/** In which the kernel's table of sockets speaks. */
const SYSTEM = /^ *listening (?:on|instead)/;
const SYSTEM_PROCESS = /\[\d+\]/g;
const NAMED_PROCESS = /\b(pid)(["' :=]+)\d+/gi;
/** Newer releases of systemd name the unit once more. */
const SEE_JOURNAL = /"journalctl -xe[^"]*"/;
/** The clock of a guest is not ours to the second. */
const SLACK_MS = 2000;
const DAY_MS = 86_400_000;

/** A line of an instance without what makes no difference. Pure. */
export function withoutAccidents(line: string, name: string, { directory, from, to }: Accidents): string {
  const isOfRun = (date: string | undefined, time: string | undefined, seconds: string | undefined): boolean => {
    if (seconds !== undefined) return isWithin(Number(seconds) * 1000);
    const at = Date.parse(`${date ?? '1970-01-01'}T${time}Z`);
    if (date !== undefined) return isWithin(at);
    return isWithin(at + Math.floor(from / DAY_MS) * DAY_MS) || isWithin(at + Math.floor(to / DAY_MS) * DAY_MS);
  };
  const isWithin = (at: number): boolean => at >= from - SLACK_MS && at <= to + SLACK_MS;
  const own = line
    .replaceAll(directory, '<run>')
    .replaceAll(name, '<name>')
    .replaceAll(TIME, (whole, date?: string, time?: string, seconds?: string) =>
      isOfRun(date, time, seconds) ? '<time>' : whole,
    )
    .replaceAll(NAMED_PROCESS, '$1$2<pid>')
    .replace(SEE_JOURNAL, '"journalctl"');
  return SYSTEM.test(own) ? own.replaceAll(SYSTEM_PROCESS, '[<pid>]') : own;
}

/** Whether one and the same trouble kept all of several instances from being begun with. */
export function isOneTrouble(results: readonly (InstanceResult | undefined)[]): boolean {
  const troubles = results.map((one) => (one !== undefined && isUnbegun(one) ? one.trouble?.message : undefined));
  return troubles.length > 1 && troubles[0] !== undefined && new Set(troubles).size === 1;
}
