/** What a person can mend: shown as an annotation, and the step fails. */
export class ActionError extends Error {
  override readonly name = 'ActionError';
}
