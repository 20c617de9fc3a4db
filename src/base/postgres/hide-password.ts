/** A database's URL for people; nothing of one that cannot be read, for its password may be anywhere. Pure. */
export function hidePassword(url: string): string {
  if (!isPostgresUrl(url)) return 'postgres://…';
  const shown = new URL(url);
  if (shown.password !== '') shown.password = '…';
  if (shown.searchParams.has('password')) shown.searchParams.set('password', '…');
  return decodeURI(shown.href);
}

/** Whether this is the URL of a PostgreSQL database. Pure. */
export function isPostgresUrl(url: string): boolean {
  return /^postgres(ql)?:\/\//.test(url) && URL.canParse(url);
}
