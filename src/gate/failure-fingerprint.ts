import { hash } from 'node:crypto';
import type { KeptEvidence } from '../contract/evidence.ts';

type Failure = Pick<KeptEvidence, 'instance' | 'platform' | 'reasons'>;

/**
 * What stays the same as long as an instance fails in the same way, `sha256:…`. Pure. Which states and checks failed counts
 * word for word, and so do exit statuses and file modes; what they said counts without numbers, times, addresses, and
 * names of the instance, its platform and temporary files. Undefined for a failure that does not say why: nobody could
 * tell it from another.
 */
export function failureFingerprint(failure: Failure): string | undefined {
  const ways = new Set(failure.reasons.map((reason) => withoutAccidents(reason, failure)).filter((way) => way !== ''));
  if (ways.size === 0) return undefined;
  return `sha256:${hash('sha256', JSON.stringify([...ways].sort()))}`;
}

/** In these, each number is another failure. */
const CODES = /(?:^|\s)(?:exit-status|mode|owner|group|uid|gid): expected /;

/** `check port tcp:22 listening: expected true, got false`: what failed, then what it said. */
function withoutAccidents(reason: string, { instance, platform }: Failure): string {
  const own = replaceWord(replaceWord(reason, instance, '<name>'), platform, '<platform>');
  if (CODES.test(own)) return squeeze(own);
  const end = endOfSubject(own);
  return squeeze(own.slice(0, end) + ACCIDENTS.reduce((text, [from, to]) => text.replaceAll(from, to), own.slice(end)));
}

/** Within a longer word, `9` is not the platform `9`. */
function replaceWord(text: string, word: string, by: string): string {
  const [first = '', ...others] = text.split(word);
  const parts = [first];
  for (const [index, next] of others.entries()) {
    const before = index === 0 ? first : (others[index - 1] ?? '');
    parts.push(isInWord(before.at(-1)) || isInWord(next.at(0)) ? word : by, next);
  }
  return parts.join('');
}

function isInWord(character: string | undefined): boolean {
  return character !== undefined && /[A-Za-z0-9]/.test(character);
}

/** Where what failed ends, and what it said begins. A name may hold a colon itself: the last that can end it does. */
function endOfSubject(own: string): number {
  const expected = own.lastIndexOf(': expected ');
  if (expected >= 0) return expected;
  const [state] = /^state .*[ :][\w-]+\.\w+(?=: )/.exec(own) ?? [];
  if (state !== undefined) return state.length;
  const colon = own.indexOf(': ');
  if (colon >= 0) return colon;
  return /^(?:state|check) /.test(own) ? own.length : 0;
}

function squeeze(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

/** One after the other. */
const ACCIDENTS: readonly (readonly [from: RegExp, to: string])[] = [
  [/(?:\/var)?\/tmp\/[^\s'",;:)]+|\btmp[._-]?[A-Za-z0-9_]{6,}/g, '<temporary>'],
  [/\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/gi, '<id>'],
  [/\b0x[0-9a-f]+\b|\b[0-9a-f]{8,}\b|\b(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{7}\b/gi, '<id>'],
  // Addresses of IPv6 and of network cards, and times of day.
  [/(?<![\w:])(?:[0-9a-f]{0,4}:){2,}[0-9a-f]{0,4}(?:%\w+)?(?![\w:])/gi, '<address>'],
  [/\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*\b,?/g, '<day>'],
  [/\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b/g, '<month>'],
  [/\d+(?:\.\d+)*(?:e[-+]?\d+)?/gi, '#'],
  [/(?<!\w)[-+](?=#)/g, ''],
  [/#(?:[-:T.,/ ]+#)+(?: ?(?:Z|UTC|[-+]#))?/g, '#'],
  [
    /#\s?(?:ns|us|µs|ms|s|secs?|seconds?|mins?|minutes?|h|hours?|days?)\b(?:\s?#\s?(?:ms|s|secs?|seconds?|mins?|minutes?|h|hours?))*/g,
    '<time>',
  ],
  [/#\s?(?:[kKMGT]i?B|[Bb]ytes?|B)\b/g, '<size>'],
  // `1 line`, `2 lines`
  [/# ([a-z]+?)s\b/g, '# $1'],
];
