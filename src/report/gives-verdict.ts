/** Whether the verb judges. Only these look at everything that a badge promises. */
export function givesVerdict(verb: string): boolean {
  return verb === 'test' || verb === 'verify';
}
