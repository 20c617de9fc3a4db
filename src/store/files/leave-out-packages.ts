const OPEN = Buffer.from('\n  "packages": [\n');
const CLOSE = Buffer.from('  ]');
const [NEWLINE, SPACE, QUOTE, COMMA, BACKSLASH] = [...Buffer.from('\n ",\\')];

/**
 * The text of a result without the names in its list of packages, which is most of it, where that stands as saltern
 * writes it: a line each, nothing escaped. The rest says then what the whole says. Undefined: read it whole.
 */
export function leaveOutPackages(bytes: Buffer): string | undefined {
  const at = bytes.indexOf(OPEN);
  const end = at < 0 ? undefined : endOfNames(bytes, at + OPEN.length);
  if (end === undefined || !bytes.subarray(end, end + CLOSE.length).equals(CLOSE)) return undefined;
  const before = bytes.toString('utf8', 0, at);
  return `${before}\n  "packages": []${bytes.toString('utf8', end + CLOSE.length)}`;
}

/** Where the lines of strings end that begin there; undefined where it is something else. */
function endOfNames(bytes: Buffer, from: number): number | undefined {
  for (let at = from; ;) {
    for (let indent = 0; indent < 4; indent++) if (bytes[at++] !== SPACE) return undefined;
    if (bytes[at++] !== QUOTE) return undefined;
    // Below the space are what JSON does not take, such as the zeros of a disk that lost its power.
    for (let byte = bytes[at] ?? 0; byte >= 0x20 && byte !== QUOTE && byte !== BACKSLASH; byte = bytes[++at] ?? 0);
    if (bytes[at++] !== QUOTE) return undefined;
    const isLast = bytes[at] !== COMMA;
    if (!isLast) at++;
    if (bytes[at++] !== NEWLINE) return undefined;
    if (isLast) return at;
  }
}
