/**
 * Order of names as people number them: runs of digits count as numbers, so `-10` comes after `-9`; a name that goes on
 * where the other ends comes after it. Negative when `a` comes first.
 */
export function naturalOrder(a: string, b: string): number {
  const left = runs(a);
  const right = runs(b);
  for (const [index, one] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    const order = compareRuns(one, other);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

function runs(text: string): readonly string[] {
  return text.match(/\d+|\D+/g) ?? [];
}

function compareRuns(a: string, b: string): number {
  if (/^\d/.test(a) && /^\d/.test(b)) {
    const difference = BigInt(a) - BigInt(b);
    if (difference === 0n) return 0;
    return difference < 0n ? -1 : 1;
  }
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
