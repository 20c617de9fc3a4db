/**
 * What of a person's name counts where two people are needed: `Jane@ops1`, `jane@example.org` and `jane` may be one. Pure.
 */
export function personOf(name: string): string {
  const [own = ''] = name.trim().toLowerCase().split('@');
  return own;
}
