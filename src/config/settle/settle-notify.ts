import type { Json, JsonObject } from '../../base/json/json.ts';
import { asMap, asText, asTexts } from '../../base/json/json-value.ts';
import { NEWS_KINDS, SMTP_TLS, type NotifySettings, type Receiver, type ReceiverWay } from '../../contract/notify.ts';
import { DEFAULTS } from '../schema/defaults.ts';

/** What `notify:` says, which fits its schema. Pure. */
export function settleNotify(notify: Json | undefined): NotifySettings {
  const map = asMap(notify);
  const { 'still-failing': nights, 'flaky-above': above } = { ...DEFAULTS.notify, ...map };
  return {
    url: asText(map['url'])?.replace(/\/+$/, ''),
    stillFailing: toNumbers(nights).toSorted((a, b) => a - b),
    flakyAbove: typeof above === 'number' ? above : DEFAULTS.notify['flaky-above'],
    receivers: Object.entries(asMap(map['receivers'])).flatMap(([name, value]) => settleReceiver(name, asMap(value))),
  };
}

function settleReceiver(name: string, map: JsonObject): readonly Receiver[] {
  const way = settleWay(map);
  if (way === undefined) return [];
  const only = new Set(asTexts(map['only']));
  return [
    {
      name,
      way,
      ...(map['only'] === undefined ? {} : { only: NEWS_KINDS.filter((kind) => only.has(kind)) }),
      ...(map['formulas'] === undefined ? {} : { formulas: asTexts(map['formulas']) }),
    },
  ];
}

/** Undefined for what the schema refuses. */
function settleWay({ mail, teams, webhook, command }: JsonObject): ReceiverWay | undefined {
  if (mail !== undefined) return settleMail(asMap(mail));
  if (teams !== undefined) return { to: 'teams', urlEnv: asText(asMap(teams)['url-env']) ?? '' };
  if (webhook !== undefined) return settleWebhook(asMap(webhook));
  return command === undefined ? undefined : { to: 'command', argv: asTexts(command) };
}

function settleMail(map: JsonObject): ReceiverWay {
  const smtp = asMap(map['smtp']);
  const tls = SMTP_TLS.find((word) => word === smtp['tls']) ?? 'auto';
  const [user, passwordEnv, one] = [asText(smtp['user']), asText(smtp['password-env']), asText(map['to'])];
  return {
    to: 'mail',
    from: asText(map['from']) ?? '',
    recipients: one === undefined ? asTexts(map['to']) : [one],
    smtp: {
      host: asText(smtp['host']) ?? '',
      port: typeof smtp['port'] === 'number' ? smtp['port'] : tls === 'implicit' ? 465 : 25,
      tls,
      ...(user === undefined ? {} : { user }),
      ...(passwordEnv === undefined ? {} : { passwordEnv }),
    },
  };
}

function settleWebhook(map: JsonObject): ReceiverWay {
  const [url, secretEnv] = [asText(map['url']), asText(map['secret-env'])];
  return {
    to: 'webhook',
    url: url === undefined ? { urlEnv: asText(map['url-env']) ?? '' } : { url },
    ...(secretEnv === undefined ? {} : { secretEnv }),
  };
}

function toNumbers(value: Json): readonly number[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'number') : [];
}
