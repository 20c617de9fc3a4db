/** A database's URL for people; nothing of one that cannot be read, for its password may be anywhere. Pure. */
export function hidePassword(url: string): string {
  if (!URL.canParse(url)) return 'postgres://…';
  const shown = new URL(url);
  if (shown.password !== '') shown.password = '…';
  if (shown.searchParams.has('password')) shown.searchParams.set('password', '…');
  return decodeURI(shown.href);
}
