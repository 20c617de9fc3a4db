/** The texts of two manifests. */
export type ManifestTexts = readonly [before: string, after: string];

/**
 * Two manifests without what is the same in both: of each member, the packages stay of whose names the lines differ. What
 * stays is a manifest too, with the same differences; what goes is not even parsed, which makes ten thousand packages
 * cheap to compare. Undefined where one is not written as saltern writes it, a package a line: then it has to be read
 * whole, which says what is wrong with it. Pure.
 */
export function thinManifests([before, after]: ManifestTexts): ManifestTexts | undefined {
  const [old, now] = [splitManifest(before), splitManifest(after)];
  if (old === undefined || now === undefined) return undefined;
  const names = [...new Set([...old.members.keys(), ...now.members.keys()])];
  const apart = new Map(names.map((name) => [name, findApart(linesOf(old, name), linesOf(now, name))]));
  return [join(old, apart), join(now, apart)];
}

interface SplitManifest {
  /** Until its members begin. */
  readonly head: string;
  /** By their names. */
  readonly members: ReadonlyMap<string, SplitMember>;
}

interface SplitMember {
  /** Until its packages begin. */
  readonly head: string;
  /** Lines with their commas. */
  readonly packages: readonly string[];
}

const PACKAGES = '"packages":[\n';
/** Where a member ends, and where the last one does. */
const [END, LAST_END] = [']},', ']}]}'];

/** The form that `write-manifest.ts` gives it; undefined for any other. */
function splitManifest(text: string): SplitManifest | undefined {
  const [begin = '', ...parts] = text.split(PACKAGES);
  const [head = '', first = ''] = begin.split('\n');
  const members = new Map<string, SplitMember>();
  let next = first;
  for (const [at, part] of parts.entries()) {
    const lines = part.split('\n');
    const [memberHead, name] = [next, nameOf(next)];
    next = lines.pop() ?? '';
    const last = lines.pop() ?? '';
    const end = at === parts.length - 1 ? LAST_END : END;
    if (name === undefined || members.has(name) || !last.endsWith(end)) return undefined;
    if (last !== end) lines.push(`${last.slice(0, -end.length)},`);
    members.set(name, { head: memberHead, packages: lines });
  }
  return members.size > 0 && next === '' ? { head, members } : undefined;
}

const BEGIN = '{"name":"';

/** As it is written; undefined: it has none, or not where saltern writes it. */
function nameOf(line: string): string | undefined {
  return line.startsWith(BEGIN) ? line.slice(BEGIN.length, line.indexOf('"', BEGIN.length)) : undefined;
}

function linesOf({ members }: SplitManifest, name: string): readonly string[] {
  return members.get(name)?.packages ?? [];
}

/** Lines that are looked at to find where two lists go on together. */
const AHEAD = 32;

/**
 * Names of packages that may differ: in two lists of the same order few more than those that do, in others up to all,
 * which costs time and is as right. Nothing is made of lines that are equal: that is what takes the time.
 */
function findApart(before: readonly string[], after: readonly string[]): ReadonlySet<string | undefined> {
  const names = new Set<string | undefined>();
  let [old, now] = [0, 0];
  const skip = (gone: number, come: number): void => {
    for (const line of before.slice(old, old + gone)) names.add(nameOf(line));
    for (const line of after.slice(now, now + come)) names.add(nameOf(line));
    old += gone;
    now += come;
  };
  while (old < before.length && now < after.length) {
    if (before[old] === after[now]) {
      old += 1;
      now += 1;
      continue;
    }
    const gone = before.slice(old, old + AHEAD).indexOf(after[now] ?? '');
    const come = after.slice(now, now + AHEAD).indexOf(before[old] ?? '');
    if (gone > 0) skip(gone, 0);
    else if (come > 0) skip(0, come);
    else skip(1, 1);
  }
  skip(before.length - old, after.length - now);
  return names;
}

function join({ head, members }: SplitManifest, apart: ReadonlyMap<string, ReadonlySet<string | undefined>>): string {
  const joined = [...members].map(([member, { head: own, packages }]) => {
    const names = apart.get(member);
    const lines = names === undefined || names.size === 0 ? [] : packages.filter((line) => names.has(nameOf(line)));
    return `${own}${PACKAGES}${lines.join('').slice(0, -1)}]}`;
  });
  return `${head}${joined.join(',')}]}`;
}
