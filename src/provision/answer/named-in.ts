/** An sls after its word: in quotes of either kind, or bare. */
const SLS = /\bSLS:? (?:'([^'\n]+)'|"([^"\n]+)"|([^\n'"]+))/gu;
/** `Cannot extend ID 'x' in 'base:f'` */
const IN_ENVIRONMENT = /\bin '(?:[\w-]+):([^'\n]+)'/gu;

const IDS: readonly RegExp[] = [
  /\bID '(.*?)' (?:in|contains|is)\b/gu,
  /\bID "(.*?)"/gu,
  /\bID (\S.*?) in SLS\b/gu,
  /\bID is '(.*?)' and\b/gu,
  /\b[Ss]tate ['"](.*?)['"],? in SLS\b/gu,
  /\bin state '(.*?)' in\b/gu,
  /\bExtension name '(.*?)'/gu,
];

/** Declarations that Salt complains of by their kind alone. */
const KINDS: readonly (readonly [said: RegExp, key: string])[] = [
  [/^Include Declaration/u, 'include'],
  [/^Exclude Declaration/u, 'exclude'],
  [/^Extension value/u, 'extend'],
];

/**
 * Names of sls files that one of Salt's sentences may mean, likeliest first. Salt puts some in quotes, some after their
 * environment, and some bare in the middle of the sentence, where nothing says how many words they are.
 */
export function namedSls(message: string): readonly string[] {
  const found = [...message.matchAll(SLS)].flatMap(([, single, double, bare]) =>
    bare === undefined ? [single ?? double ?? ''] : bareNames(bare),
  );
  const within = [...message.matchAll(IN_ENVIRONMENT)].map(([, sls = '']) => sls);
  return [...new Set([...found, ...within].flatMap((name) => [name, name.replace(/^[\w-]+:/u, '')]))];
}

/** Longest first: a name with spaces begins with what may be a name too. */
function bareNames(text: string): readonly string[] {
  const words = text.split(' ').slice(0, MOST_WORDS);
  const starts = words.map((_, at) => words.slice(0, at + 1).join(' ')).toReversed();
  return starts.flatMap((start) => [start, start.replace(/[.,:;]+$/u, '')]);
}

const MOST_WORDS = 12;

/** Ids, and keys such as `include`, that the sentence is about. */
export function namedIds(message: string): readonly string[] {
  const ids = IDS.flatMap((pattern) => [...message.matchAll(pattern)].map(([, id = '']) => id));
  const keys = KINDS.filter(([said]) => said.test(message)).map(([, key]) => key);
  return [...new Set([...ids, ...keys])];
}
