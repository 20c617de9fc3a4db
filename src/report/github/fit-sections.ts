import { count } from '../../base/text/count.ts';

/** Of the sentence that says what is left out. */
const ROOM = 160;

/**
 * Sections with blank lines between, in at most `bytes`: whole ones from the first on, and a sentence that counts the others.
 * Undefined: not even the first fits. Pure.
 */
export function fitSections(sections: readonly string[], bytes: number): string | undefined {
  const all = sections.join('\n\n');
  if (Buffer.byteLength(all) <= bytes) return all;
  const kept: string[] = [];
  let left = bytes - ROOM;
  for (const section of sections) {
    left -= Buffer.byteLength(section) + 2;
    if (left < 0) break;
    kept.push(section);
  }
  if (kept.length === 0) return undefined;
  const rest = count(sections.length - kept.length, 'more part');
  return [
    ...kept,
    `*GitHub shows no more than 1 MiB: ${rest} of this summary would not fit. The run's reports have them.*`,
  ].join('\n\n');
}
