import { z } from 'zod';
import { key, looseText, nameText, need, settingText, text } from '../../base/yaml/schema-words.ts';
import { NEWS_KINDS, SMTP_TLS } from '../../contract/notify.ts';
import { DEFAULTS } from './defaults.ts';

const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** A name, never a value: what is secret does not stand in files. */
const variable = z.string().regex(VARIABLE, 'the name of a variable of the environment, such as TEAMS_WEBHOOK');

/** `a@b.example` or `Name <a@b.example>`; no line end, no comma, so that one address stays one. */
const ADDRESS = /^(?:[^\p{Cc}<>,;"]*<[^\s<>,;"@]+@[^\s<>,;"@]+>|[^\s<>,;"@]+@[^\s<>,;"@]+)$/u;
const address = z
  .string()
  .regex(ADDRESS, 'an address such as team@example.org, or Team <team@example.org>')
  .meta({ title: 'address' });

const webUrl = z.url({ protocol: /^https?$/, error: 'an http(s) URL' });

const mail = z.strictObject({
  from: need(address, 'Who the mail is from.', { examples: ['saltern <saltern@example.org>'] }),
  to: need(z.union([address, z.array(address).min(1, "a mail needs somebody in 'to'")]), 'Who gets it.', {
    examples: ['team@example.org'],
  }),
  smtp: need(
    z.strictObject({
      host: need(settingText, 'Mail server.', { examples: ['mail.example.org'] }),
      port: key(z.int().min(1, 'a port').max(65_535, 'a port'), 'Its port. Default 25; with `tls: implicit` 465.', {
        examples: [587],
      }),
      user: key(settingText, 'Who logs in. Default: nobody.', { examples: ['saltern'] }),
      'password-env': key(variable, 'Variable of the environment that holds the password.', {
        examples: ['SMTP_PASSWORD'],
      }),
      tls: key(
        z.enum(SMTP_TLS),
        'auto: from the start on port 465, else where the server offers it; a password never goes without. starttls: or nothing is sent. implicit: from the start. none: never. Default auto.',
        { default: 'auto' },
      ),
    }),
    'The server that takes the mail.',
    { examples: [{ host: 'mail.example.org' }] },
  ),
});

const teams = z.strictObject({
  'url-env': need(variable, 'Variable of the environment that holds the address of the Workflows webhook.', {
    examples: ['TEAMS_WEBHOOK'],
  }),
});

const webhook = z
  .strictObject({
    url: key(webUrl.meta({ hasVariables: true }), 'Address that takes a POST of JSON.', {
      examples: ['https://hooks.example/saltern'],
    }),
    'url-env': key(variable, 'Variable of the environment that holds the address, where it is secret.', {
      examples: ['HOOK_URL'],
    }),
    'secret-env': key(variable, 'Variable that holds the key of the signature. Default: nothing is signed.', {
      examples: ['HOOK_SECRET'],
    }),
  })
  .refine(
    (value) => (value.url === undefined) !== (value['url-env'] === undefined),
    "a webhook needs either 'url' or 'url-env'",
  );

const WAYS = ['mail', 'teams', 'webhook', 'command'] as const;

const receiver = z
  .strictObject({
    mail: key(mail, 'Mail, text and HTML; a thread for each formula.', {
      examples: [{ from: 'saltern@example.org', to: 'team@example.org', smtp: { host: 'mail.example.org' } }],
    }),
    teams: key(teams, 'A card in a channel of Microsoft Teams, by a Workflows webhook.', {
      examples: [{ 'url-env': 'TEAMS_WEBHOOK' }],
    }),
    webhook: key(webhook, 'JSON, signed.', { examples: [{ url: 'https://hooks.example/saltern' }] }),
    command: key(
      z.array(text).min(1, "a 'command' needs a program"),
      'A program and its arguments, which gets JSON on its standard input; no shell reads them.',
      { examples: [['./tell-us', '--channel', 'ops']] },
    ),
    only: key(z.array(z.enum(NEWS_KINDS)), 'Kinds of news. Default all.', { examples: [['newly-failing', 'refused']] }),
    formulas: key(z.array(looseText), 'Names or globs: news of these formulas alone. Default all news.', {
      examples: [['ops-ssh', 'ops-s*']],
    }),
  })
  .check(({ value, issues }) => {
    if (issues.length > 0 || WAYS.filter((way) => value[way] !== undefined).length === 1) return;
    issues.push({ code: 'custom', input: value, message: `a receiver is one of these: ${WAYS.join(', ')}` });
  })
  .meta({ title: 'receiver' });

/** `notify:`, whom to tell of what changed over night. */
export const notifyKey = key(
  z.strictObject({
    url: key(
      webUrl.meta({ hasVariables: true }),
      'Where the pages are, for links. Default: what `site: url` says, or no links.',
      {
        examples: ['https://ci.example/saltern'],
      },
    ),
    'still-failing': key(
      z.array(z.int().min(2, 'a number of nights above 1')),
      'After so many red nights people are reminded. Default 3, 7, 14.',
      { default: [...DEFAULTS.notify['still-failing']] },
    ),
    'flaky-above': key(
      z.number().min(0, 'a share from 0 to 1').max(1, 'a share from 0 to 1'),
      `Share of its nights above which a formula is called flaky. Default ${DEFAULTS.notify['flaky-above']}.`,
      { default: DEFAULTS.notify['flaky-above'] },
    ),
    receivers: key(z.record(nameText, receiver), 'Who is told, by name.', {
      examples: [{ team: { teams: { 'url-env': 'TEAMS_WEBHOOK' } } }],
    }),
  }),
  'Whom to tell when something changed over night.',
  { examples: [{ receivers: { team: { teams: { 'url-env': 'TEAMS_WEBHOOK' } } } }] },
);
