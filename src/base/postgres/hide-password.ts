import { LEAST_SECRET } from '../secret/hidden-forms.ts';

/** A database's URL for people; nothing of one that cannot be read, for its password may be anywhere. Pure. */
export function hidePassword(url: string): string {
  if (!isPostgresUrl(url)) return 'postgres://…';
  const shown = new URL(url);
  if (shown.password !== '') shown.password = '…';
  if (shown.searchParams.has('password')) shown.searchParams.set('password', '…');
  return decodeURI(shown.href);
}

/**
 * What of a database's URL nobody may see, as it may be written: its passwords; all of one that cannot be read, or whose
 * password is too short to be hidden by itself. Pure.
 */
export function passwordsOf(url: string): readonly string[] {
  if (!isPostgresUrl(url)) return [url];
  const { password, searchParams } = new URL(url);
  const written = [password, decode(password), searchParams.get('password') ?? ''].filter((one) => one !== '');
  return written.some((one) => one.length < LEAST_SECRET) ? [url] : [...new Set(written)];
}

function decode(password: string): string {
  try {
    return decodeURIComponent(password);
  } catch {
    return password;
  }
}

/** Whether this is the URL of a PostgreSQL database. Pure. */
export function isPostgresUrl(url: string): boolean {
  return /^postgres(ql)?:\/\//.test(url) && URL.canParse(url);
}
