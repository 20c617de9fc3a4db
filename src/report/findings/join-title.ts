import type { Finding } from '../../contract/finding.ts';

/** Title and message as one text, where there is no room for a title: what both say is said once. Pure. */
export function joinTitle({ title, message }: Pick<Finding, 'title' | 'message'>): string {
  const colon = title.indexOf(': ');
  const said = title.slice(colon + 2);
  return colon > 0 && message.startsWith(said) ? `${title.slice(0, colon)}: ${message}` : `${title}: ${message}`;
}
