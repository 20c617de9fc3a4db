/** One word of POSIX sh, whatever it holds. */
export function quoteWord(text: string): string {
  return /^[\w./:=@%+,-]+$/u.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A line that stops the script with a sentence on stderr. */
export function failWith(message: string): string {
  return `{ printf '%s\\n' ${quoteWord(message)} >&2; exit 1; }`;
}
