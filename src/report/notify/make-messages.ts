import { createHash } from 'node:crypto';
import { nameMatcher } from '../../base/text/match-name.ts';
import type { Receiver } from '../../contract/notify.ts';
import type { Message, News } from './news.ts';

export interface MessageInput {
  readonly news: readonly News[];
  readonly receivers: readonly Receiver[];
  /** Name of the project. */
  readonly project: string;
  /** Its id, which no other project has. */
  readonly projectId: string;
  readonly night: string;
  readonly top: readonly string[];
  readonly url: string | undefined;
}

/** So many mails at most are of formulas each; with more of them, one has them all. */
const MOST_THREADS = 5;

/** What each receiver gets of the news that it wants; nothing where that is none. Pure. */
export function makeMessages(input: MessageInput): readonly Message[] {
  return input.receivers.flatMap((receiver) => {
    const wanted = input.news.filter((one) => isWanted(one, receiver));
    if (wanted.length === 0) return [];
    const threads = receiver.way.to === 'mail' ? splitThreads(wanted) : new Map([['', wanted]]);
    return [...threads].map(([thread, news]) => makeMessage(input, receiver.name, thread, news));
  });
}

function isWanted({ kind, formulas }: News, receiver: Receiver): boolean {
  if (receiver.only !== undefined && !receiver.only.includes(kind)) return false;
  const matchers = receiver.formulas?.map(nameMatcher);
  return matchers === undefined || formulas.some((formula) => matchers.some((fits) => fits(formula)));
}

/** A thread for each formula, so that a mail program shows its course; the project's own has an empty name. */
function splitThreads(news: readonly News[]): ReadonlyMap<string, readonly News[]> {
  const isOfFormula = ({ of, formulas }: News): boolean => formulas.length === 1 && formulas[0] === of;
  const threads = new Set(news.filter(isOfFormula).map(({ of }) => of));
  if (threads.size > MOST_THREADS) return new Map([['', news]]);
  return Map.groupBy(news, (one) => (isOfFormula(one) ? one.of : ''));
}

function makeMessage(
  { project, projectId, night, top, url }: MessageInput,
  receiver: string,
  thread: string,
  news: readonly News[],
): Message {
  const about = news.map(({ kind, of, text }) => [kind, of, text]);
  const id = createHash('sha256')
    .update(JSON.stringify([projectId, receiver, night, thread, about]))
    .digest('hex')
    .slice(0, 32);
  return { id, receiver, project, projectId, night, thread, top, news, ...(url === undefined ? {} : { url }) };
}
