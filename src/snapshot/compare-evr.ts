/** Epoch, version, release of a package. */
export interface Evr {
  readonly epoch: number;
  readonly version: string;
  readonly release: string;
}

type Order = -1 | 0 | 1;

/** Orders two packages as rpm does: epoch, then version, then release. */
export function compareEvr(a: Evr, b: Evr): Order {
  return (
    orderOf(a.epoch, b.epoch) || compareRpmVersions(a.version, b.version) || compareRpmVersions(a.release, b.release)
  );
}

/**
 * rpmvercmp: orders two version (or release) strings as librpm does. `~` sorts before everything, even the end of the
 * string; `^` after the end but before anything else; runs of digits are numbers and newer than runs of letters;
 * anything else separates runs and does not count.
 */
export function compareRpmVersions(a: string, b: string): Order {
  if (a === b) return 0;
  let [left, right] = [a, b];
  for (;;) {
    left = left.replace(SEPARATORS, '');
    right = right.replace(SEPARATORS, '');
    if (left.startsWith('~') || right.startsWith('~')) {
      if (!left.startsWith('~')) return 1;
      if (!right.startsWith('~')) return -1;
      [left, right] = [left.slice(1), right.slice(1)];
      continue;
    }
    if (left.startsWith('^') || right.startsWith('^')) {
      if (left === '') return -1;
      if (right === '') return 1;
      if (!left.startsWith('^')) return 1;
      if (!right.startsWith('^')) return -1;
      [left, right] = [left.slice(1), right.slice(1)];
      continue;
    }
    if (left === '' || right === '') return orderOf(left.length, right.length);
    const isNumber = /^[0-9]/.test(left);
    const run = isNumber ? /^[0-9]+/ : /^[a-zA-Z]+/;
    const leftRun = run.exec(left)?.[0] ?? '';
    const rightRun = run.exec(right)?.[0] ?? '';
    // The left side decides the kind of run; where the right has none of that kind, numbers are newer than letters.
    if (rightRun === '') return isNumber ? 1 : -1;
    const order = isNumber ? compareNumbers(leftRun, rightRun) : orderOf(leftRun, rightRun);
    if (order !== 0) return order;
    [left, right] = [left.slice(leftRun.length), right.slice(rightRun.length)];
  }
}

/** Everything but letters, digits, `~` and `^`; letters are ASCII, as in librpm. */
const SEPARATORS = /^[^a-zA-Z0-9~^]+/;

/** Digits of any length: a date with a build number does not fit a double. */
function compareNumbers(a: string, b: string): Order {
  const [left, right] = [a.replace(/^0+/, ''), b.replace(/^0+/, '')];
  return orderOf(left.length, right.length) || orderOf(left, right);
}

function orderOf<T extends string | number>(a: T, b: T): Order {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
