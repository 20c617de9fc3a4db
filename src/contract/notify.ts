import type { ToldMessage } from './night.ts';

/**
 * What people are told of, on change only. `state`: how things stand, once, when there was nothing before. `…-unknown`: it
 * could not be found out, which says nothing of the formula. `not-finished`: the night itself came to no end. `tainted`: what
 * had been promoted failed afterwards. `records`: waivers and holds that soon end, or do nothing any more.
 */
export const NEWS_KINDS = [
  'state',
  'newly-failing',
  'newly-unknown',
  'still-failing',
  'still-unknown',
  'recovered',
  'flaky',
  'promoted',
  'refused',
  'not-finished',
  'tainted',
  'records',
] as const;

export type NewsKind = (typeof NEWS_KINDS)[number];

/** How a mail server is spoken to. `auto`: TLS from the start on port 465, else STARTTLS where the server offers it. */
export const SMTP_TLS = ['auto', 'starttls', 'implicit', 'none'] as const;

export type SmtpTls = (typeof SMTP_TLS)[number];

/** Where secrets come from: only the name of a variable of the environment is in the files. */
export type MessageUrl = { readonly url: string } | { readonly urlEnv: string };

/** How one receiver is reached. */
export type ReceiverWay =
  | {
      readonly to: 'mail';
      /** `saltern <saltern@example.org>` */
      readonly from: string;
      readonly recipients: readonly string[];
      readonly smtp: {
        readonly host: string;
        readonly port: number;
        readonly tls: SmtpTls;
        /** Default: nobody logs in. */
        readonly user?: string;
        readonly passwordEnv?: string;
      };
    }
  | { readonly to: 'teams'; readonly urlEnv: string }
  /** `secretEnv`: the key of the signature. Default: nothing is signed. */
  | { readonly to: 'webhook'; readonly url: MessageUrl; readonly secretEnv?: string }
  /** `argv`: a program and its arguments, started without a shell in the project's folder. */
  | { readonly to: 'command'; readonly argv: readonly string[] };

/** Somebody who is told. */
export interface Receiver {
  readonly name: string;
  readonly way: ReceiverWay & { readonly to: ToldMessage['to'] };
  /** Default: all kinds. */
  readonly only?: readonly NewsKind[];
  /** Names or globs: news of these formulas alone. Default: all, and what is of no formula. */
  readonly formulas?: readonly string[];
}

/** What `notify:` of a project says. */
export interface NotifySettings {
  /** Where the pages are, without a slash at its end. Default: messages hold no links. */
  readonly url: string | undefined;
  /** After how many nights people are reminded, ascending. */
  readonly stillFailing: readonly number[];
  /** Share of a formula's nights, 0 to 1, above which it is called flaky. */
  readonly flakyAbove: number;
  readonly receivers: readonly Receiver[];
}
