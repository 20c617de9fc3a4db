import { createRequire } from 'node:module';
import { Ajv } from 'ajv';

const ask = createRequire(import.meta.url);

/** What is wrong with a log by the schema of SARIF 2.1.0 that OASIS has published; nothing where it is right. */
export function findSarifProblems(log: unknown): readonly string[] {
  const {
    id: _id,
    $schema: _draft,
    ...schema
  } = ask('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json') as Readonly<Record<string, unknown>>;
  // It is of draft 4, and uses nothing of it that was given up later.
  const ajv = new Ajv({
    strict: false,
    // One of its patterns is none by today's rules.
    unicodeRegExp: false,
    allErrors: true,
    formats: { uri: isUri, 'uri-reference': isReference, 'date-time': isTime },
  });
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
