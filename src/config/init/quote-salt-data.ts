import { type Document, isNode, isScalar, parse, Scalar, visit } from 'yaml';

/** Keys below which the text means what Salt's YAML makes of it. */
const SALT_DATA: readonly unknown[] = ['pillar', 'grains', 'minion', 'top', 'pillar-top'];

/** In Salt's data of a document, text that Salt would take for something else is quoted: `'no'`, `'0644'`. */
export function quoteSaltData(document: Document): void {
  visit(document, {
    Pair: (_, { key, value }) => {
      if (!isScalar(key) || !SALT_DATA.includes(key.value) || !isNode(value)) return;
      visit(value, { Scalar: (role, scalar) => (role === 'key' ? writeKey(scalar) : quote(scalar)) });
    },
  });
}

/** JSON has lost what kind of key it was; of those that look like whole numbers, most are. */
function writeKey(scalar: Scalar): void {
  if (/^(?:0|[1-9]\d{0,9})$/.test(String(scalar.value))) scalar.value = Number(scalar.value);
  else quote(scalar);
}

function quote(scalar: Scalar): void {
  const { value } = scalar;
  if (typeof value === 'string' && !isPlain(value)) scalar.type = Scalar.QUOTE_SINGLE;
}

/** Whether the bare text means itself in YAML 1.1; several lines are never written bare. */
function isPlain(text: string): boolean {
  if (text.includes('\n')) return true;
  try {
    return parse(text, { version: '1.1', logLevel: 'silent' }) === text;
  } catch {
    return false;
  }
}
