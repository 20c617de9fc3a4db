/** That a text makes Salt read something of another formula. */
export interface Reference {
  /** As it is written, up to the first expression in it: `ops-yum.repositories`, `ops-yum/map.jinja`. Never empty. */
  readonly target: string;
  readonly how: 'includes' | 'imports' | 'requires' | 'uses files of';
  readonly line: number;
}

/**
 * What a file of a formula reaches by name: `include`, `extend` and requisites by what they include, Jinja's `import`,
 * `from`, `include` and `extends`, and `salt://`. It is read, not rendered: what is in a comment or in a branch that is never
 * taken counts, and of an expression only the text before it. Pure.
 */
export function findReferences(text: string): readonly Reference[] {
  const lines = text.split('\n');
  const found = [...findIncluded(lines), ...findNamed(text), ...(isPython(text) ? findQuoted(lines) : [])];
  return found.flatMap((one) => {
    const target = cutTarget(one.target);
    return target === '' ? [] : [{ ...one, target }];
  });
}

/** Whether a reference names a formula: itself, an sls of it, or a file in its folder. */
export function reaches({ target }: Reference, formula: string): boolean {
  return target === formula || target.startsWith(`${formula}.`) || target.startsWith(`${formula}/`);
}

/** The items of `include:` lists. Only another key ends one: Jinja may stand between its items. */
function findIncluded(lines: readonly string[]): readonly Reference[] {
  const found: Reference[] = [];
  let depth: number | undefined;
  for (const [at, line] of lines.entries()) {
    const start = /^(\s*)(?:.*[{,]\s*)?(['"]?)include\2\s*:(.*)$/.exec(line);
    if (start !== null) depth = start[1]?.length ?? 0;
    else if (depth !== undefined && endsList(line, depth)) depth = undefined;
    if (depth === undefined) continue;
    for (const target of readItems(start?.[3] ?? line)) found.push({ target, how: 'includes', line: at + 1 });
  }
  return found;
}

/** A key that stands as far to the left as `include:` does. */
function endsList(line: string, depth: number): boolean {
  return /^\s*[^\s\-#{[\]}'",]/.test(line) && line.search(/\S/) <= depth && line.includes(':');
}

/** `- a`, `- base: a`, `[a, 'b']`. */
function readItems(line: string): readonly string[] {
  const written = line.replace(/(^|\s)#.*$/, '').trim();
  if (written === '' || /^\{[%#]/.test(written)) return [];
  return written
    .replace(/^-\s*/, '')
    .split(/[[\],]/)
    .map((item) => item.replace(/^.*:\s+/, ''));
}

const NAMES = new RegExp(
  [
    /salt:\/\/(?<file>[^\s'"`\])},|<>]*)/,
    /\{%[-+]?\s*(?:import\w*|from|include|extends)\b(?<imported>[^%]{0,400})/,
    /(?<=^|[\s\-{,'"])sls['"]?\s*[:=](?<required>[^\n#]{0,400}(?:\n\s*-\s[^\n#:]{0,200}){0,50})/m,
    /\b(?:state\.(?:sls|apply|sls_id|show_sls|sls_exists)|mods)\b(?<applied>[^\n]{0,400})/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'gm',
);

/** Everything that has one form wherever it stands. */
function findNamed(text: string): readonly Reference[] {
  const found: Reference[] = [];
  let [line, seen] = [1, 0];
  for (const match of text.matchAll(NAMES)) {
    line += countLines(text, seen, match.index);
    seen = match.index;
    const { file, imported, required, applied } = match.groups ?? {};
    const add = (how: Reference['how'], targets: readonly string[]): unknown =>
      targets.map((target) => found.push({ target, how, line }));
    if (file !== undefined) add('uses files of', [file]);
    if (imported !== undefined) add('imports', quotedIn(imported));
    if (required !== undefined) add('requires', required.split(/[\s,[\]{}()]+|-\s/));
    if (applied !== undefined) add('includes', applied.split(/[\s,=()[\]]+/));
  }
  return found;
}

function countLines(text: string, from: number, to: number): number {
  let lines = 0;
  for (let at = text.indexOf('\n', from); at !== -1 && at < to; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
}

/** An sls that is a program may include whatever it has a text for. */
function isPython(text: string): boolean {
  return /^#!\S*\b(?:py|pyobjects|pydsl|stateconf|mako|wempy|cheetah|genshi)\b/.test(text);
}

function findQuoted(lines: readonly string[]): readonly Reference[] {
  return lines.flatMap((line, at) => quotedIn(line).map((target) => ({ target, how: 'includes', line: at + 1 })));
}

function quotedIn(text: string): readonly string[] {
  return [...text.matchAll(/'([^'\n]*)'|"([^"\n]*)"/g)].map(([, single, double]) => single ?? double ?? '');
}

/** Without quotes, the dots of a relative name, slashes before and what an expression would add. */
function cutTarget(written: string): string {
  const plain = written.trim().replaceAll(/^['"]+|['"]+$/g, '');
  return plain
    .replace(/\{\{.*$/s, '')
    .replace(/\?.*$/s, '')
    .replace(/^[./]+/, '')
    .trim();
}
