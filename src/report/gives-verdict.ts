/** Only these verbs judge, and look at everything that a badge promises. */
export function givesVerdict(verb: string): boolean {
  return verb === 'test' || verb === 'verify';
}
