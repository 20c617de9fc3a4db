import { toFileName } from '../../base/text/file-name.ts';
import { html, type Html } from '../../base/page/html.ts';
import type { News } from './news.ts';
import { KIND_LOOKS, linkOf, linkTo, noteOf, packageTitle, type OutgoingMessage } from './news-parts.ts';
import { renderText } from './render-text.ts';
import { shorten } from './shorten.ts';

export interface MailWishes {
  /** `saltern <saltern@example.org>` */
  readonly from: string;
  readonly recipients: readonly string[];
  readonly at: Date;
}

/** A mail as nodemailer takes it. */
export interface Mail {
  readonly from: string;
  readonly to: string[];
  readonly subject: string;
  readonly date: Date;
  readonly messageId: string;
  readonly inReplyTo: string;
  readonly references: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly html: string;
}

/** Characters of a subject. */
const MOST = 160;

/**
 * A message as mail. All mails on one formula answer one that never was, whose id is made of project and formula: so they
 * are a thread in any mail program, whatever was lost on the way. Pure.
 */
export function renderMail(message: OutgoingMessage, { from, recipients, at }: MailWishes): Mail {
  const { id, night, news, thread, project, projectId } = message;
  const domain = domainOf(from);
  const root = `<${thread === '' ? 'night' : `formula.${toFileName(thread)}`}.${projectId}@${domain}>`;
  const [first, ...others] = news;
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  const what = first === undefined ? 'a test' : `${message.isLate ? 'late: ' : ''}${first.text}`;
  return {
    from,
    to: [...recipients],
    subject: shorten(`[${project}] ${what}`, MOST - more.length) + more,
    date: at,
    messageId: `<${id}.${projectId}@${domain}>`,
    inReplyTo: root,
    references: root,
    headers: {
      'List-Id': `${project} <${projectId}.saltern.${domain}>`,
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'X-Saltern-Night': night,
    },
    text: renderText(message).join('\n'),
    html: renderPage(message).markup,
  };
}

/** Of `Name <a@b.example>`, `b.example`. */
function domainOf(address: string): string {
  return /@([A-Za-z0-9.-]+)>?$/.exec(address)?.[1] ?? 'saltern.invalid';
}

/** Styles stand at their elements: mail programs drop sheets. Two colours that read well on dark and on light. */
const COLOURS = { plain: '#777777', bad: '#d1242f', doubt: '#b35900', good: '#1a7f37' } as const;

function renderPage(message: OutgoingMessage): Html {
  const note = noteOf(message);
  const link = linkTo(message);
  const [title = '', ...rest] = message.top;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
      </head>
      <body style="font: 15px/1.5 sans-serif; max-width: 60em; margin: 1em auto; padding: 0 1em">
        <p style="font-size: 17px"><strong>${title}</strong></p>
        <p>${rest.map((line) => html`${line}<br />`)}</p>
        ${note === '' ? undefined : html`<p><em>${note}</em></p>`} ${message.news.map((news) => partOf(message, news))}
        ${link === undefined ? undefined : html`<p><a href="${link}">Open the page</a></p>`}
      </body>
    </html> `;
}

function partOf(message: OutgoingMessage, news: News): Html {
  const { sign, tone } = KIND_LOOKS[news.kind];
  const link = linkOf(message, news);
  const words = html`<strong style="color: ${COLOURS[tone]}">${sign} ${news.text}</strong>`;
  return html`<div style="border-left: 4px solid ${COLOURS[tone]}; padding-left: 12px; margin: 16px 0">
    <p>${link === undefined ? words : html`<a href="${link}" style="text-decoration: none">${words}</a>`}</p>
    ${
      news.items.length === 0
        ? undefined
        : html`<ul>
            ${news.items.map((item) => itemOf(message, item))}
          </ul>`
    }
    ${
      news.packages.length === 0
        ? undefined
        : html`<p>${packageTitle(news)}<br />${news.packages.map((line) => html`<code>${line}</code><br />`)}</p>`
    }
  </div> `;
}

function itemOf(message: OutgoingMessage, item: News['items'][number]): Html {
  const link = item.path === undefined ? undefined : linkTo(message, item.path);
  return html`<li>
    ${link === undefined ? item.where : html`<a href="${link}">${item.where}</a>`}
    ${item.reason === '' ? undefined : html`<br /><code>${item.reason}</code>`}
  </li> `;
}
