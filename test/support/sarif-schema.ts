import published from '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json' with { type: 'json' };
import { Ajv } from 'ajv';

/** What is wrong with a log by the schema of SARIF 2.1.0 that OASIS has published; nothing where it is right. */
export function findSarifProblems(log: unknown): readonly string[] {
  // It is of draft 4, and uses nothing of it that was given up later.
  const { id: _id, $schema: _draft, ...schema } = published;
  const formats = { uri: isUri, 'uri-reference': isReference, 'date-time': isTime };
  // One of its patterns is none by today's rules, which are stricter where regular expressions are of Unicode.
  const ajv = new Ajv({ strict: false, unicodeRegExp: false, allErrors: true, formats });
  const isRight = ajv.compile(schema);
  return isRight(log) ? [] : (isRight.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

function isUri(text: string): boolean {
  return URL.canParse(text);
}

function isReference(text: string): boolean {
  return /^[\w\-.~:/?#[\]@!$&'()*+,;=%]*$/.test(text) && URL.canParse(text, 'https://example.org/');
}

function isTime(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/.test(text);
}
