import type { Json } from '../../base/json/json.ts';

/** What PyYAML's reader refuses in a stream although JSON allows it. */
const REFUSED = /[\u007f-\u0084\u0086-\u009f\u2028\u2029\ufeff\ufffe\uffff]/gu;

/**
 * Data as JSON text that PyYAML reads as exactly the same data: JSON rather than YAML of our own, so no `on`, `1_000`
 * or `12:30` changes its type on the way.
 */
export function writeData(data: Json): string {
  return JSON.stringify(data, null, 2).replace(
    REFUSED,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Data as an sls file: Salt's JSON renderer, so nothing in it is taken for Jinja. */
export function writeDataSls(data: Json): string {
  return `#!json\n${writeData(data)}\n`;
}
