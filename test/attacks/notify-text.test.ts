import { createTransport } from 'nodemailer';
import { describe, expect, it } from 'vitest';
import { findNews } from '../../src/report/notify/find-news.ts';
import { makeMessages } from '../../src/report/notify/make-messages.ts';
import type { OutgoingMessage } from '../../src/report/notify/news-parts.ts';
import { renderCard } from '../../src/report/notify/render-card.ts';
import { renderMail } from '../../src/report/notify/render-mail.ts';
import { renderPayload } from '../../src/report/notify/render-payload.ts';
import { renderText } from '../../src/report/notify/render-text.ts';
import { topLines } from '../../src/report/notify/top-lines.ts';
import { findCardProblems } from '../support/card-schema.ts';
import { FLEET, makeNight, type NightWishes } from '../support/told-nights.ts';

/** What a guest, a package or an engine may say, in every place that a message has for it. */
const HOSTILE: readonly (readonly [string, string])[] = [
  ['a further header', 'gone\r\nBcc: everybody@evil.example\r\n\r\nbody'],
  ['a folded header', 'gone\n Bcc: everybody@evil.example'],
  ['the end of a mail', 'gone\r\n.\r\nMAIL FROM:<evil@evil.example>'],
  ['markup', '</code></li><script>alert(1)</script><img src=x onerror=alert(1)>'],
  ['an attribute', '" style="display:none" onmouseover="alert(1)'],
  ['a link in Markdown', '[click me](https://evil.example) ![x](https://evil.example/x.png)'],
  ['a heading, a list and bold text in Markdown', '# big\n- one\n**bold** _it_'],
  ['a mention', '<at>everybody</at> @all <AT id="0">x</at>'],
  ['a function of cards', '{{DATE(2026-11-26T00:00:00Z)}} ${expression}'],
  ['orders to a terminal', '\u001b[2J\u001b]0;title\u0007\u0000\u0008gone'],
  ['another reading direction', 'safe \u202eenog\u2066 \u200f'],
  ['half a character', 'half \ud800 of one'],
  ['much', 'long '.repeat(20_000)],
];

const bad = (text: string): NightWishes => ({ night: 2, outcomes: { 'ops-time': 'fail' }, reason: text });

/** All messages of a night that says this wherever a night can say something. */
function messagesOf(text: string): readonly OutgoingMessage[] {
  const nights = [
    makeNight(bad(text)),
    { ...makeNight({ night: 2, ends: 'error' }), reason: text },
    makeNight({
      ...bad('x'),
      changes: [{ member: 'base9', name: text, arch: 'x86_64', kind: 'upgraded', from: text, to: text }],
    }),
  ];
  const { memory } = findNews({ ...parts, night: makeNight({ night: 1 }), memory: undefined });
  return nights.flatMap((night) => {
    const { news } = findNews({ ...parts, night, memory });
    const top = topLines({ night, view: undefined, declared: FLEET });
    return makeMessages({ ...about, news, night: night.night, top }).map((one) => ({ ...one, isLate: true }));
  });
}

const parts = { view: undefined, declared: FLEET, settings: { stillFailing: [3], flakyAbove: 0.1 } };
const about = {
  receivers: [
    {
      name: 'team',
      way: { to: 'mail', from: 'a@b.example', recipients: ['c@d.example'], smtp: { host: 'h', port: 25, tls: 'auto' } },
    },
    { name: 'hook', way: { to: 'webhook', url: { url: 'https://hooks.example' } } },
  ],
  project: 'fleet',
  projectId: 'fleet-1',
  url: 'https://ci.example/saltern',
} as const;

/** The mail as it would go to the server, header and body. */
async function send(message: OutgoingMessage): Promise<{ readonly head: string; readonly html: string }> {
  const mail = renderMail(message, { from: 'saltern <a@b.example>', recipients: ['c@d.example'], at: new Date(0) });
  const { message: raw } = await createTransport({ streamTransport: true, buffer: true }).sendMail({ ...mail });
  return { head: String(raw).split('\r\n\r\n', 1)[0] ?? '', html: mail.html };
}

const ALLOWED =
  /^(From|To|Subject|Message-ID|In-Reply-To|References|List-Id|Auto-Submitted|X-Auto-Response-Suppress|X-Saltern-Night|Date|MIME-Version|Content-Type)$/i;

describe.each(HOSTILE)('a reason that holds %s', (_, text) => {
  it('adds no header to a mail, and no line to its subject', async () => {
    for (const message of messagesOf(text)) {
      const { head } = await send(message);

      const names = head.split('\r\n').flatMap((line) => (/^\s/.test(line) ? [] : [line.split(':', 1)[0] ?? '']));
      expect(names.filter((name) => !ALLOWED.test(name))).toEqual([]);
      expect(head.length).toBeLessThan(2500);
    }
  });

  it('is text in HTML, and never a tag or an attribute', async () => {
    for (const message of messagesOf(text)) {
      const { html } = await send(message);

      const tags = [...html.matchAll(/<\/?([a-z]+)/gi)].map(([, name = '']) => name.toLowerCase());
      const known = [
        'html',
        'head',
        'meta',
        'title',
        'body',
        'p',
        'strong',
        'br',
        'em',
        'div',
        'ul',
        'li',
        'a',
        'code',
      ];
      expect(tags.filter((name) => !known.includes(name))).toEqual([]);
      expect(html).not.toMatch(/<[^>]*\son[a-z]+=/i);
      expect(html).not.toContain('display:none"');
    }
  });

  it('is in a card that fits its schema text alone: no link but ours, no mention, no function', () => {
    for (const message of messagesOf(text)) {
      const card = renderCard(message);

      expect(findCardProblems(JSON.parse(card))).toEqual([]);
      expect(Buffer.byteLength(card)).toBeLessThan(28_000);
      expect(card).not.toMatch(/"TextBlock"|<\/?at\b|\{\{/i);
      expect(
        [...card.matchAll(/"url":"([^"]*)"/g)].every(([, url = '']) => url.startsWith('https://ci.example/')),
      ).toBe(true);
    }
  });

  it('gives no orders to who reads text or JSON, and stays within bounds', () => {
    for (const message of messagesOf(text)) {
      const lines = renderText(message);

      // oxlint-disable-next-line no-control-regex -- control characters are what it is about
      expect(lines.join('')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ud800-\udfff]/u);
      expect(lines.every((line) => line.length < 1200)).toBe(true);
      expect(() => JSON.parse(renderPayload(message))).not.toThrow();
    }
  });
});
