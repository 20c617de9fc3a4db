/** The known word that a mistyped one most likely means; `undefined` when none is near (at most two letters wrong). */
export function nearestWord(word: string, known: readonly string[]): string | undefined {
  const judged = known.map((one) => ({ one, wrong: editDistance(word.toLowerCase(), one.toLowerCase()) }));
  return judged.filter(({ wrong }) => wrong <= 2).sort((a, b) => a.wrong - b.wrong)[0]?.one;
}

/** Levenshtein distance, one row at a time. */
function editDistance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (const [at, letter] of [...left].entries()) {
    const next = [at + 1];
    for (const [index, other] of [...right].entries()) {
      const replaced = (row[index] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[index + 1] ?? 0) + 1, (next[index] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
