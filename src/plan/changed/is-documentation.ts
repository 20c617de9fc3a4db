/** Whether a file that no instance uses is there for people to read, or for editors and git. Pure. */
export function isDocumentation(file: string): boolean {
  const parts = file.split('/');
  const name = parts.at(-1) ?? '';
  return parts.slice(0, -1).some((folder) => FOLDERS.has(folder)) || ENDINGS.test(name) || NAMES.test(name);
}

const FOLDERS: ReadonlySet<string> = new Set(['doc', 'docs']);

const ENDINGS = /\.(?:md|markdown|rst|adoc|asciidoc)$/i;

/** `pillar.example` is how formulas show what may be set; one that a suite uses belongs to that. */
const NAMES =
  /^(?:(?:LICEN[CS]E|COPYING|NOTICE|AUTHORS|CONTRIBUTORS|MAINTAINERS|CHANGELOG|NEWS|README|CODEOWNERS)(?:[.-][A-Z0-9.-]+|\.txt)?|pillar\.example|\.gitignore|\.editorconfig|\.mailmap)$/;
