/** `1.2.3-rc.1+build`, as semver.org has it; build metadata takes no part in order. */
interface Version {
  readonly numbers: readonly [number, number, number];
  readonly pre: readonly string[];
}

const VERSION = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/;
const TERM = /^(>=|<=|!=|==|=|>|<|!)?(\d+)(?:\.(\d+|x))?(?:\.(\d+|x))?(-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/;

/** Says whether a version is in the range; `undefined` when it is not a version. */
export type SemverRange = (version: string) => boolean | undefined;

/**
 * Reads `">=1.0.0 <2.0.0 || 3.x"`: blank means and, `||` or. `undefined` when it cannot be read. Not the order of RPM
 * versions: use it on what programs print.
 */
export function parseSemverRange(text: string): SemverRange | undefined {
  const alternatives = text.split('||').map((part) =>
    part
      .trim()
      .replace(/([<>=!])\s+/g, '$1')
      .split(/\s+/)
      .map(parseTerm),
  );
  if (alternatives.some((terms) => terms.includes(undefined))) return undefined;
  return (written) => {
    const version = parseVersion(written);
    return version && alternatives.some((terms) => terms.every((term) => term?.(version)));
  };
}

function parseTerm(text: string): ((version: Version) => boolean) | undefined {
  const found = TERM.exec(text);
  if (!found) return undefined;
  const [, operator = '=', major, minor = 'x', patch = 'x', pre] = found;
  const low = parseVersion(`${major}.${minor === 'x' ? 0 : minor}.${patch === 'x' ? 0 : patch}${pre ?? ''}`);
  if (!low) return undefined;
  const next = nextAfterWildcard(low, minor, patch);
  const isInside = (version: Version) =>
    compare(version, low) >= 0 && (next ? compare(version, next) < 0 : compare(version, low) === 0);
  if (operator === '>') return (version) => (next ? compare(version, next) >= 0 : compare(version, low) > 0);
  if (operator === '>=') return (version) => compare(version, low) >= 0;
  if (operator === '<') return (version) => compare(version, low) < 0;
  if (operator === '<=') return (version) => (next ? compare(version, next) < 0 : compare(version, low) <= 0);
  return operator.startsWith('!') ? (version) => !isInside(version) : isInside;
}

/** First version past `1.x` or `1.2.x`; `undefined` when there is no wildcard. */
function nextAfterWildcard(
  { numbers: [major, minor] }: Version,
  minorText: string,
  patchText: string,
): Version | undefined {
  if (minorText === 'x') return { numbers: [major + 1, 0, 0], pre: [] };
  return patchText === 'x' ? { numbers: [major, minor + 1, 0], pre: [] } : undefined;
}

function parseVersion(text: string): Version | undefined {
  const found = VERSION.exec(text);
  if (!found) return undefined;
  return { numbers: [Number(found[1]), Number(found[2]), Number(found[3])], pre: found[4]?.split('.') ?? [] };
}

function compare(a: Version, b: Version): number {
  for (const [index, number] of a.numbers.entries()) {
    const difference = number - (b.numbers[index] ?? 0);
    if (difference !== 0) return difference;
  }
  if (a.pre.length === 0 || b.pre.length === 0) return b.pre.length - a.pre.length;
  for (const [index, part] of a.pre.entries()) {
    const other = b.pre[index];
    if (other === undefined) return 1;
    if (part !== other) return comparePart(part, other);
  }
  return a.pre.length - b.pre.length;
}

function comparePart(a: string, b: string): number {
  const areNumbers = [a, b].map((part) => /^\d+$/.test(part));
  if (areNumbers[0] && areNumbers[1]) return Number(a) - Number(b);
  if (areNumbers[0] !== areNumbers[1]) return areNumbers[0] ? -1 : 1;
  return a < b ? -1 : 1;
}
