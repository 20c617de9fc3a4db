/** A document of a modules.yaml. */
export interface ModuleDocument {
  /** `nodejs:18`; `nodejs (defaults)` of one that is about a module as a whole. */
  readonly name: string;
  readonly text: string;
}

/**
 * The documents of a modules.yaml that say which module they are about. Looks for the few lines it needs instead of
 * parsing all: tools write them in one form, and a YAML reader takes seconds for those of a distribution.
 */
export async function splitModules(chunks: AsyncIterable<Uint8Array>): Promise<readonly ModuleDocument[]> {
  const pieces: Uint8Array[] = [];
  for await (const chunk of chunks) pieces.push(chunk);
  const text = Buffer.concat(pieces).toString('utf8');
  return text.split(/^---[^\n]*$/m).flatMap((document) => {
    const name = nameOf(document);
    return name === undefined ? [] : [{ name, text: document }];
  });
}

function nameOf(document: string): string | undefined {
  const kind = valueOf(document, /^document:(.*)$/m);
  const module = valueOf(document, /^ {2}(?:name|module):(.*)$/m);
  if (kind === undefined || module === undefined) return undefined;
  const stream = valueOf(document, /^ {2}stream:(.*)$/m);
  // Defaults name a stream too; they are about the module.
  const what = kind.replace(/^modulemd-?/, '').replace(/^packager$|^stream$/, '');
  const about = what === 'defaults' || stream === undefined ? module : `${module}:${stream}`;
  return what === '' ? about : `${about} (${what})`;
}

function valueOf(document: string, line: RegExp): string | undefined {
  const value = line
    .exec(document)?.[1]
    ?.trim()
    .replace(/^(["'])(.*)\1$/, '$2');
  return value === '' ? undefined : value;
}
