/** A stream whose lines a runner of GitHub Actions reads: it takes some of them as orders. */
export interface DisarmedStream {
  /** The text, in which nothing is an order any more; lines may come in pieces. */
  push(text: string): string;
}

/**
 * Takes from a stream what a runner obeys: a line that begins with `::`, and `##[` wherever it stands. A space is put in
 * between, and not a sign that is not seen: the runner compares as people read, so it finds its words through those, and
 * through blanks before them. Whatever is not printable ASCII therefore counts as nothing. `isJson`: the stream is JSON,
 * whose data stays as it is. Works on text and on bytes in latin1.
 */
export function disarmOutput({ isJson = false }: { readonly isJson?: boolean } = {}): DisarmedStream {
  const gap = isJson ? String.raw`\u005b` : ' [';
  let line: 'blank' | 'colon' | 'text' = 'blank';
  let hashes = 0;
  const step = (sign: string): string => {
    if (sign === '\n' || sign === '\r') {
      [line, hashes] = ['blank', 0];
      return sign;
    }
    if (isUnseen(sign)) return sign;
    const [wasColon, wasHashes] = [line === 'colon', hashes];
    hashes = sign === '#' ? wasHashes + 1 : 0;
    if (line !== 'text' && !(line === 'blank' && /\s/.test(sign))) {
      line = line === 'blank' && sign === ':' ? 'colon' : 'text';
    }
    if (sign === '[' && wasHashes >= 2) return gap;
    return sign === ':' && wasColon ? ' :' : sign;
  };
  // Most pieces hold none of the signs that matter.
  return { push: (text) => (line === 'text' && hashes === 0 && !/[#\r\n]/.test(text) ? text : eachSign(text, step)) };
}

function eachSign(text: string, step: (sign: string) => string): string {
  let done = '';
  for (const sign of text) done += step(sign);
  return done;
}

function isUnseen(sign: string): boolean {
  return (sign < ' ' || sign > '~') && sign !== '\t';
}
