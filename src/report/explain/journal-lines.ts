import { plainLine, type Line } from '../text/line.ts';
import { detail } from './labelled-lines.ts';

const JOURNAL = /^ *journal {2}/;
const PROCESS = /\[\d+\]/g;
/** What systemd says of how a service ended; the rest of its words is not the same in all its releases. */
const SYSTEMD = / systemd\[1\]: /;
const HOW_IT_ENDED = /\b(?:code|status|result)\b[ =]\S+(?: \(\S+\))?/g;

export function isJournalLine(line: Line): boolean {
  return JOURNAL.test(plainLine(line));
}

/**
 * What the journal says, apart from the order of its lines, from process numbers, and from how systemd puts it: the words
 * of a service count, and with what it ended. Sorted, each once.
 */
export function listJournalWords(lines: readonly Line[]): readonly string[] {
  const words = lines
    .map((line) => plainLine(line))
    .flatMap((text) => {
      if (!SYSTEMD.test(text)) return [text.replaceAll(PROCESS, '[<pid>]')];
      return text.match(HOW_IT_ENDED) ?? [];
    });
  return [...new Set(words)].toSorted();
}

/** A state and a check of one service bring the same journal: the second time it is only mentioned. */
export function foldJournals(lines: readonly Line[]): readonly Line[] {
  const told = new Set<string>();
  return splitRuns(lines).flatMap((run) => {
    const [first] = run;
    if (run.length < 2 || first === undefined || !isJournalLine(first)) return run;
    const text = run.map((line) => plainLine(line)).join('\n');
    if (told.has(text)) return [detail('journal  as above', 'dim')];
    told.add(text);
    return run;
  });
}

/** Consecutive lines that are of the journal, or are not. */
function splitRuns(lines: readonly Line[]): readonly (readonly Line[])[] {
  const runs: Line[][] = [];
  let isJournal: boolean | undefined;
  for (const line of lines) {
    if (isJournalLine(line) !== isJournal) runs.push([]);
    isJournal = isJournalLine(line);
    runs.at(-1)?.push(line);
  }
  return runs;
}
