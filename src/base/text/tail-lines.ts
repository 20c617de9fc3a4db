/** The last lines that are not empty, oldest first. Default 20. */
export function tailLines(text: string, count = 20): readonly string[] {
  const lines = text.split('\n').map((line) => line.trimEnd());
  return lines.filter((line) => line !== '').slice(-count);
}
