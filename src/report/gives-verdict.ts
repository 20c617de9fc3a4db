/** Verbs that judge. Only these look at everything that a badge promises. */
export const VERDICT_VERBS: readonly string[] = ['test', 'verify'];

/** Whether the verb judges. */
export function givesVerdict(verb: string): boolean {
  return VERDICT_VERBS.includes(verb);
}
