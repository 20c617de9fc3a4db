import { Document, isCollection } from 'yaml';
import { asMap } from '../../base/json/json-value.ts';
import type { JsonObject } from '../../base/json/json.ts';
import { quoteSaltData } from './quote-salt-data.ts';

export interface NewFile {
  readonly value: JsonObject;
  /** What the examples of checks are about: a formula's or a state's name. */
  readonly name: string;
  readonly kind: 'project' | 'suite file';
  /** Path from the file's folder to the project's: `.`, `../..`. */
  readonly above: string;
}

/** Where `init` puts the JSON Schema, in the project's folder: it fits the saltern that is installed, and no release is needed. */
export const SCHEMA_FILE = '.saltern/schema.json';

const WORDS = {
  project:
    '# How this is tested. `saltern doctor` says whether this machine can, `saltern test` does it.\n# For completion in your editor; `saltern config schema > .saltern/schema.json` writes it anew:\n',
  'suite file': '# How this formula is tested, with what saltern.yml says for all.\n',
} as const;

/** A project or suite file as text, with a line for editors and an example of checks as a comment in its first suite. */
export function writeFile({ value, name, kind, above }: NewFile): string {
  const document = new Document(value, { aliasDuplicateObjects: false });
  quoteSaltData(document);
  const suites = Object.entries(asMap(value['suites']));
  // What is written as `{}` has no place for a comment in it.
  const [first] = suites.find(([, suite]) => Object.keys(asMap(suite)).length > 0) ?? suites[0] ?? [];
  addExample(document, ['suites', ...(first === undefined ? [] : [first])], name);
  const schema = above === '.' ? SCHEMA_FILE : `${above}/${SCHEMA_FILE}`;
  return `${WORDS[kind]}# yaml-language-server: $schema=${schema}\n${document.toString({ lineWidth: 0 })}`;
}

/** Such that it counts, and stands at the right depth, once the `# ` before its lines are gone. */
function addExample(document: Document, path: readonly string[], name: string): void {
  const [suites, suite] = [document.getIn(['suites'], true), document.getIn(path, true)];
  if (!isCollection(suites) || !isCollection(suite)) return;
  if (suite.items.length > 0) suite.comment = exampleChecks(name, 'For example:').join('\n');
  else
    suites.comment = exampleChecks(name, 'In place of {}, for example:')
      .map((line) => `  ${line}`)
      .join('\n');
}

function exampleChecks(name: string, end: string): readonly string[] {
  const service = name.replaceAll(/[^\w.@-]+/g, '-');
  return [
    ` What must be true afterwards, in the gossfile format, here or in files. ${end}`,
    ' checks:',
    `   package: { ${service}: { installed: true } }`,
    `   service: { ${service}: { running: true, enabled: true } }`,
    "   port: { 'tcp:22': { listening: true } }",
    "   command: { 'id nobody': { exit-status: 0, stdout: [nobody] } }",
  ];
}
