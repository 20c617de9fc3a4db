import type { Json, JsonObject } from '../../base/json/json.ts';
import { shorten } from './shorten.ts';
import type { News } from './news.ts';
import { KIND_LOOKS, linkTo, noteOf, packageTitle, type OutgoingMessage } from './news-parts.ts';

/** Teams takes 28 KB with all that is around the card. */
const MOST_BYTES = 27_000;

/** How many pieces of news, and of items and packages in each, are tried, until the card is small enough. */
const TRIES = [50, 25, 12, 6, 3, 1] as const;

/**
 * A message as what a Workflows webhook of Microsoft Teams takes: an envelope with one adaptive card. What is too much is
 * left out from the end, with a count. Pure.
 */
export function renderCard(message: OutgoingMessage): string {
  const cards = TRIES.map((most) => JSON.stringify(envelop(renderBody(message, most), message)));
  return cards.find((card) => Buffer.byteLength(card) <= MOST_BYTES) ?? JSON.stringify(shortest(message));
}

function envelop(body: readonly Json[], message: OutgoingMessage): JsonObject {
  const [title = ''] = message.top;
  const card = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    fallbackText: title,
    body,
    ...withActions(message),
  };
  return {
    type: 'message',
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content: card }],
  };
}

/** The five lines alone. */
function shortest(message: OutgoingMessage): JsonObject {
  const [title = ''] = message.top;
  const words = `${message.news.length} changes, which are too much for a card`;
  return envelop([textBlock([run(title, { weight: 'bolder' })]), textBlock([run(words)])], message);
}

/** More than six are not shown. */
const MOST_ACTIONS = 4;

function withActions(message: OutgoingMessage): JsonObject {
  const link = linkTo(message);
  if (link === undefined) return {};
  const paths = new Map(message.news.slice(0, MOST_ACTIONS).map(({ of, path }) => [path, of]));
  const own = [...paths].map(([path, of]) =>
    openUrl(of === message.project ? 'The night' : of, `${message.url}/${path}`),
  );
  return { actions: [openUrl('Open the page', link), ...own] };
}

function openUrl(title: string, url: string): JsonObject {
  return { type: 'Action.OpenUrl', title: plain(shorten(title, 40)), url };
}

function renderBody(message: OutgoingMessage, most: number): readonly Json[] {
  const { top, news } = message;
  const [title = '', ...rest] = top;
  const note = noteOf(message);
  return [
    textBlock([run(title, { weight: 'bolder', size: 'medium' })]),
    ...rest.map((line) => textBlock([run(line)], { spacing: 'none' })),
    ...(note === '' ? [] : [textBlock([run(note, { italic: true })])]),
    ...news.slice(0, most).map((one) => partOf(one, most)),
    ...leftOut(news.length - most, 'changes'),
  ];
}

const COLOURS = { plain: 'default', bad: 'attention', doubt: 'warning', good: 'good' } as const;
const STYLES = { plain: 'emphasis', bad: 'attention', doubt: 'warning', good: 'good' } as const;

function partOf(news: News, most: number): JsonObject {
  const { sign, tone } = KIND_LOOKS[news.kind];
  const packages = news.packages.slice(0, most);
  const items = [
    textBlock([run(`${sign} ${news.text}`, { weight: 'bolder', color: COLOURS[tone] })]),
    ...news.items.slice(0, most).map((item) => {
      const reason = item.reason === '' ? [] : [run(`: ${item.reason}`, { fontType: 'monospace' })];
      return textBlock([run(item.where), ...reason], { spacing: 'small' });
    }),
    ...leftOut(news.items.length - most, 'reasons'),
    ...(packages.length === 0
      ? []
      : [textBlock([run(`${packageTitle(news)} ${packages.join(', ')}`, { isSubtle: true })], { spacing: 'small' })]),
    ...leftOut(news.packages.length - most, 'packages'),
  ];
  return { type: 'Container', style: STYLES[tone], bleed: true, separator: true, items };
}

function leftOut(number: number, what: string): readonly JsonObject[] {
  return number <= 0 ? [] : [textBlock([run(`and ${number} more ${what}`, { isSubtle: true })])];
}

/** Runs of text, in which nothing is Markdown: `TextBlock` would make links, lists and pictures of what a guest says. */
function textBlock(inlines: readonly JsonObject[], more: JsonObject = {}): JsonObject {
  return { type: 'RichTextBlock', inlines, ...more };
}

function run(text: string, more: JsonObject = {}): JsonObject {
  return { type: 'TextRun', text: plain(text), ...more };
}

/** What Teams would replace even in plain text: mentions `<at>…</at>`, and the functions `{{DATE(…)}}` and `{{TIME(…)}}`. */
function plain(text: string): string {
  return text.replaceAll(/<(?=\/?at\b)/gi, '‹').replaceAll('{{', '{ {');
}
