/**
 * Paths that a shell line may name: its words, without the names of programs; of a pattern or a variable the folder before
 * it. More than there are, rather than fewer. Pure.
 */
export function findWords(line: string): readonly string[] {
  const found = line.split(/[;&|()\n`]+/).flatMap(wordsOfCommand);
  return [...new Set(found)];
}

function wordsOfCommand(command: string): readonly string[] {
  const words = command.split(/[\s'"<>]+/).filter((word) => word !== '');
  // Words such as `then` stand before a program; a program without a slash is looked up on the PATH.
  const first = words.findIndex((word) => !KEYWORDS.has(word) && !/^\w+=/.test(word));
  return words.flatMap((word, at) => {
    if (KEYWORDS.has(word) && (at < first || first === -1)) return [];
    const parts = word.split(/[=,:]/);
    return parts.map(cutPattern).filter((path) => path !== '' && (at !== first || path.includes('/')));
  });
}

const KEYWORDS = new Set(['if', 'then', 'else', 'elif', 'while', 'until', 'do', '!', '{', 'sudo', 'exec', 'env']);

/** `files/*.sh` and `files/$NAME` are of the folder `files`. */
function cutPattern(word: string): string {
  const at = word.search(/[*?[{$]/);
  if (at === -1) return word.startsWith('-') ? '' : word;
  const folder = word.slice(0, at);
  return folder.includes('/') ? folder.slice(0, folder.lastIndexOf('/')) || '/' : '.';
}
