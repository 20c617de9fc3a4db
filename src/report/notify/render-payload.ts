import { createHmac } from 'node:crypto';
import { linkTo, type OutgoingMessage } from './news-parts.ts';

/** The JSON that webhooks and commands get; its form is on the page of this folder. */
export function renderPayload(message: OutgoingMessage): string {
  const { id, project, night, isLate, top, news } = message;
  const url = linkTo(message);
  return JSON.stringify({
    version: 1,
    id,
    project,
    night,
    isLate,
    isTest: news.length === 0,
    top,
    ...(url === undefined ? {} : { url }),
    news: news.map(({ kind, of, formulas, owner, text, since, nights, items, packages, path }) => ({
      kind,
      of,
      formulas,
      ...(owner === undefined ? {} : { owner }),
      text,
      ...(since === undefined ? {} : { since }),
      ...(nights === undefined ? {} : { nights }),
      items: items.map((item) => ({
        instances: item.instances,
        where: item.where,
        reason: item.reason,
        ...(item.path === undefined || url === undefined ? {} : { url: linkTo(message, item.path) }),
      })),
      packages,
      ...(url === undefined ? {} : { url: linkTo(message, path) }),
    })),
  });
}

/**
 * Headers that say who sent the body and when: HMAC-SHA256 over the time (seconds since the epoch), a dot, and the body as
 * it is sent.
 */
export function signPayload(body: string, key: string, now: number): Readonly<Record<string, string>> {
  const time = String(Math.floor(now / 1000));
  const signature = createHmac('sha256', key).update(`${time}.${body}`).digest('hex');
  return { 'x-saltern-timestamp': time, 'x-saltern-signature': `sha256=${signature}` };
}
