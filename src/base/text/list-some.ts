/** The first of them, comma-separated; `, …` stands for the rest. Pure. */
export function listSome(texts: readonly string[], most: number): string {
  return texts.length <= most ? texts.join(', ') : `${texts.slice(0, most).join(', ')}, …`;
}
