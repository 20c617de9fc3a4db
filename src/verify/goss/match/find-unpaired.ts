/**
 * Gives each item on the left a partner of its own on the right (an augmenting path search), so that one element is
 * never credited to two expectations. Returns the left indexes that stay without one.
 */
export function findUnpaired(
  leftCount: number,
  rightCount: number,
  fits: (left: number, right: number) => boolean,
): readonly number[] {
  const ownerOf = new Map<number, number>();
  const pair = (left: number, seen: Set<number>): boolean => {
    for (let right = 0; right < rightCount; right += 1) {
      if (seen.has(right) || !fits(left, right)) continue;
      seen.add(right);
      const owner = ownerOf.get(right);
      if (owner !== undefined && !pair(owner, seen)) continue;
      ownerOf.set(right, left);
      return true;
    }
    return false;
  };
  return Array.from({ length: leftCount }, (_, left) => left).filter((left) => !pair(left, new Set()));
}
