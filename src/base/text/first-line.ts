/** Up to the first newline: what is worth showing of a message that goes on for pages. */
export function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
