/** A word that stands where a shell looks for a command. */
export interface ShellWord {
  readonly word: string;
  /** Counted from 1. */
  readonly line: number;
}

const BUILT_IN = new Set(
  ': . [ cd echo eval exit export false printf pwd read return set shift test trap true ulimit umask unset wait'.split(
    ' ',
  ),
);
/** After these the shell looks for a command again. */
const PREFIXES = new Set('! { if then elif else while until do exec command'.split(' '));
const ENDS = new Set('} fi done'.split(' '));

/**
 * The programs that the text of a POSIX shell starts, by their words: no built-ins, no functions of its own, nothing that
 * is expanded. Good for scripts as simple as ours: there is no `case` in them, and Error is thrown where there is one.
 */
export function findShellWords(text: string): readonly ShellWord[] {
  const found: ShellWord[] = [];
  const bare = removeHereDocuments(text);
  scan(bare, { start: 0, end: undefined }, (word, at) =>
    found.push({ word, line: bare.slice(0, at).split('\n').length }),
  );
  const own = new Set([...text.matchAll(/^\s*([a-z_]+)\(\)/gm)].map(([, name]) => name));
  return found.filter(({ word }) => !own.has(word));
}

/** The lines stay, so that those below keep their numbers. */
function removeHereDocuments(text: string): string {
  return text.replaceAll(
    /<<-?\s*'?(\w+)'?(.*)\n([\s\S]*?\n)?\s*\1$/gm,
    (whole: string, _mark: string, rest: string) => {
      return `${rest}${'\n'.repeat(whole.split('\n').length - 1)}`;
    },
  );
}

type Tell = (word: string, at: number) => void;

/** Reads commands from `start` to the end of the text, or to the bracket that ends a substitution; gives where it is. */
function scan(text: string, { start, end }: { start: number; end: ')' | undefined }, tell: Tell): number {
  let expectsCommand = true;
  let at = start;
  while (at < text.length && text[at] !== end) {
    const rest = text.slice(at);
    const [space] = /^(?:[ \t]|\\\n)+/.exec(rest) ?? [];
    const [comment] = /^#.*/.exec(rest) ?? [];
    const [redirection] = /^\d*[<>]+&?\s*(?:"[^"]*"|[\w/.$-]+)/.exec(rest) ?? [];
    const [separator] = /^[\n;|&()]+/.exec(rest) ?? [];
    if (separator !== undefined) expectsCommand = true;
    const skipped = space ?? comment ?? redirection ?? separator;
    if (skipped !== undefined) {
      at += skipped.length;
      continue;
    }
    const word = readWord(text, at, tell);
    if (word.text === 'case') throw new Error('a `case` is more than findShellWords understands');
    if (expectsCommand) expectsCommand = judge(word.text, at, tell);
    at = word.end;
  }
  return at;
}

/** Whether a command is still to come after this word. */
function judge(word: string, at: number, tell: Tell): boolean {
  if (/^\w+=/.test(word) || PREFIXES.has(word)) return true;
  if (word === 'for' || ENDS.has(word) || BUILT_IN.has(word)) return false;
  // What is expanded is known only when it runs.
  if (/^[\w./+-]+$/.test(word)) tell(word, at);
  return false;
}

/** A word with its quotes; what is substituted in it is scanned on the way. */
function readWord(text: string, start: number, tell: Tell): { text: string; end: number } {
  let quote = '';
  let at = start;
  for (; at < text.length; at++) {
    const one = text[at] ?? '';
    if (quote !== "'" && text.startsWith('$(', at)) at = scan(text, { start: at + 2, end: ')' }, tell);
    else if (quote !== "'" && one === '\\') at++;
    else if (quote === '' && /['"]/.test(one)) quote = one;
    else if (one === quote) quote = '';
    else if (quote === '' && /[\s;|&()<>]/.test(one)) break;
  }
  return { text: text.slice(start, at), end: at };
}
