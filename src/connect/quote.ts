/** One word for a POSIX shell: whatever it holds, the shell reads it back unchanged. The only place where shell text is made. */
export function quoteWord(word: string): string {
  if (word !== '' && /^[\w@%+=:,./-]+$/.test(word)) return word;
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** argv as one line of shell, for a person to paste or for a transport that takes nothing but a line. */
export function quote(argv: readonly string[]): string {
  return argv.map(quoteWord).join(' ');
}
