/**
 * One word for a POSIX shell: whatever it holds, the shell reads it back unchanged. The only place where text is quoted.
 * Throws on NUL, which no shell can hold; files that hold one are refused before.
 */
export function quoteWord(word: string): string {
  if (word.includes('\0')) throw new TypeError('a shell word cannot hold NUL');
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
