import { sitePaths } from '../../contract/site-paths.ts';
import type { NewsKind } from '../../contract/notify.ts';
import type { Message, News, NewsItem } from './news.ts';

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
} as const satisfies Record<NewsKind, { readonly sign: string; readonly tone: 'plain' | 'bad' | 'doubt' | 'good' }>;

/** What a message begins with where it is of another night, or a test; empty otherwise. */
export function noteOf({ isLate, night, news }: OutgoingMessage): string {
  if (news.length === 0) return 'This is a test: nothing has happened.';
  return isLate ? `Late: this is of the night ${night}, and could not be sent then.` : '';
}

const MOST_NAMES = 8;

/** `ops-time-default-centos-7, ops-time-default-centos-stream-9 and 7 more` */
export function nameItem({ instances }: NewsItem): string {
  const rest = instances.length - MOST_NAMES;
  if (rest <= 1) return instances.join(', ');
  return `${instances.slice(0, MOST_NAMES).join(', ')} and ${rest} more`;
}

/** Why packages are listed. */
export function packageTitle({ kind }: News): string {
  return kind === 'refused' || kind === 'promoted' ? 'changed since the channel moved last:' : 'changed that night:';
}

/** Address of a page; undefined where nobody knows where the pages are. */
export function linkTo({ url }: Message, path: string = sitePaths.fleet): string | undefined {
  return url === undefined ? undefined : `${url}/${path}`;
}
