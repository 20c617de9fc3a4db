/** What JSON may hold as it is, and a terminal takes as an order: DEL and C1, marks of direction, odd line ends. */
const UNSAFE = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufff9-\ufffb]/g;

/** JSON that is safe to look at in a terminal: what may disturb one is escaped, so the data stays as it is. */
export function printableJson(value: unknown, indent?: number): string {
  return escapeUnsafe(JSON.stringify(value, undefined, indent));
}

/** The same for what is JSON already. */
export function escapeUnsafe(json: string): string {
  return json.replaceAll(UNSAFE, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
