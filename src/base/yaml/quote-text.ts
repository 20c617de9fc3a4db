/** What PyYAML's reader refuses in a stream although JSON allows it. */
const REFUSED = /[\u007f-\u0084\u0086-\u009f\u2028\u2029\ufeff\ufffe\uffff]/gu;

/** Text in double quotes, which JSON and every reader of YAML take for the same text. */
export function quoteText(text: string): string {
  return escapeRefused(JSON.stringify(text));
}

/** JSON text with escapes for the characters that readers of YAML refuse. */
export function escapeRefused(json: string): string {
  return json.replace(REFUSED, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
