import type { News } from './news.ts';
import { KIND_LOOKS, linkOf, linkTo, noteOf, packageTitle, type OutgoingMessage } from './news-parts.ts';

/** A message as lines: the text of a mail, and what a preview shows. Pure. */
export function renderText(message: OutgoingMessage): readonly string[] {
  const note = noteOf(message);
  const link = linkTo(message);
  return [
    ...message.top,
    ...(note === '' ? [] : ['', note]),
    ...message.news.flatMap((news) => ['', ...textOf(message, news)]),
    ...(link === undefined ? [] : ['', link]),
    '',
  ];
}

function textOf(message: OutgoingMessage, news: News): readonly string[] {
  const link = linkOf(message, news);
  return [
    `${KIND_LOOKS[news.kind].sign} ${news.text}`,
    ...news.items.flatMap((item) => [`    ${item.where}`, ...(item.reason === '' ? [] : [`      ${item.reason}`])]),
    ...(news.packages.length === 0
      ? []
      : [`    ${packageTitle(news)}`, ...news.packages.map((line) => `      ${line}`)]),
    ...(link === undefined ? [] : [`    ${link}`]),
  ];
}
