import { sitePaths } from '../../contract/site-paths.ts';
import type { NewsKind } from '../../contract/notify.ts';
import type { Message, News } from './news.ts';

/** A message on its way. */
export interface OutgoingMessage extends Message {
  /** Whether it is of an earlier night, and could not be sent then. */
  readonly isLate: boolean;
}

/** How a kind looks: colour is never the only sign. */
export const KIND_LOOKS = {
  state: { sign: '·', tone: 'plain' },
  'newly-failing': { sign: '✗', tone: 'bad' },
  'newly-unknown': { sign: '!', tone: 'doubt' },
  'still-failing': { sign: '✗', tone: 'bad' },
  'still-unknown': { sign: '!', tone: 'doubt' },
  recovered: { sign: '✓', tone: 'good' },
  flaky: { sign: '~', tone: 'doubt' },
  promoted: { sign: '✓', tone: 'good' },
  refused: { sign: '✗', tone: 'bad' },
  'not-finished': { sign: '!', tone: 'doubt' },
  tainted: { sign: '✗', tone: 'bad' },
  records: { sign: '~', tone: 'doubt' },
} as const satisfies Record<NewsKind, { readonly sign: string; readonly tone: 'plain' | 'bad' | 'doubt' | 'good' }>;

/** What a message begins with where it is of another night, or a test; empty otherwise. */
export function noteOf({ isLate, night, news }: OutgoingMessage): string {
  if (news.length === 0) return 'This is a test: nothing has happened.';
  return isLate ? `Late: this is of the night ${night}, and could not be sent then.` : '';
}

/** Why packages are listed. */
export function packageTitle({ kind }: News): string {
  return kind === 'refused' || kind === 'promoted' ? 'changed since the channel moved last:' : 'changed that night:';
}

/** Address of the page of one piece of news; undefined where nobody knows it, or it is that of the whole message. */
export function linkOf(message: Message, { path }: News): string | undefined {
  return path === sitePaths.fleet ? undefined : linkTo(message, path);
}

/** Address of a page; undefined where nobody knows where the pages are. */
export function linkTo({ url }: Message, path: string = sitePaths.fleet): string | undefined {
  return url === undefined ? undefined : `${url}/${path}`;
}
