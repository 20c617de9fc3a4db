import { SalternError } from '../../contract/errors.ts';
import { readMoment } from './read-moment.ts';

/** What every record beside the policy needs, as it was typed. */
export interface RecordOptions {
  readonly reason?: string;
  /** Name of the file, without ending. Default: made of what it is about. */
  readonly name?: string;
}

/** Why, in one line. Throws `USAGE` where nobody said it. Pure. */
export function readReason(reason: string | undefined, what: string): string {
  const text = reason?.replaceAll(/[\p{Cc}\s]+/gu, ' ').trim() ?? '';
  if (text !== '') return text;
  throw new SalternError('USAGE', `${what} needs a reason`, {
    hint: "Say why: --reason 'mended upstream, released next week'. Whoever reviews it reads it.",
  });
}

/** When it ends, ISO 8601 UTC. Throws `USAGE` where nobody said it, or it is over already. Pure. */
export function readExpiry(
  expires: string | undefined,
  { what, now }: { readonly what: string; readonly now: number },
): string {
  if (expires === undefined) {
    throw new SalternError('USAGE', `${what} needs an end`, {
      hint: 'Say when it ends: --expires 7d, or --expires 2026-12-01. Nothing is let pass for ever.',
    });
  }
  const end = readMoment(expires, now);
  if (end > now) return new Date(end).toISOString();
  throw new SalternError('USAGE', `'--expires ${expires}' is over already`, { hint: 'Say a time that is to come.' });
}

/** The name of the file. Throws `USAGE` for one that no record can have. Pure. */
export function readName(name: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,119}$/.test(name)) return name;
  throw new SalternError('USAGE', `'${name}' is no name of a record`, {
    hint: 'Use letters, digits, dots, dashes and underscores: --name chrony-4.6.',
  });
}
