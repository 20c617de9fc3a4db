/**
 * What PostgreSQL, or the way to it, said. Where a name has several addresses, Node says of each why not, and nothing of all
 * together.
 */
export function describeRefusal(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(describeRefusal).join('; ');
  return error instanceof Error ? error.message : String(error);
}
