/** One POSIX-sh word that means exactly `text`. Throws on NUL, which no shell can hold; validation refuses it before. */
export function quoteShell(text: string): string {
  if (text.includes('\0')) throw new TypeError('a shell word cannot hold NUL');
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
