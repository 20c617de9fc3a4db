import { type Document, isMap, parseDocument } from 'yaml';

/** A YAML file of pins, and where in it they are. */
export interface PinsFile {
  /** Undefined: there is no such file. */
  readonly text: string | undefined;
  readonly keys: readonly string[];
}

/** The pins by name: of all that the map holds, what is text. Throws where the file is no YAML, or holds no map there. */
export function readPins({ text, keys }: PinsFile): ReadonlyMap<string, string> {
  const map = find(open(text), keys);
  const pairs = Object.entries(map === undefined ? {} : (map.toJSON() as Readonly<Record<string, unknown>>));
  return new Map(pairs.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as const] : [])));
}

/** The file with these pins, undefined ones taken out; all else in it stays as it is, remarks too. Throws what `readPins` does. */
export function writePins({ text, keys }: PinsFile, pins: ReadonlyMap<string, string | undefined>): string {
  const document = open(text);
  find(document, keys);
  for (const [name, id] of pins) {
    const path = [...keys, name];
    if (id !== undefined) document.setIn(path, id);
    else if (document.hasIn(path)) document.deleteIn(path);
  }
  return document.toString({ lineWidth: 0 });
}

function open(text: string | undefined): Document {
  const document = parseDocument(text ?? '');
  const [error] = document.errors;
  if (error !== undefined) throw new Error(`it is no YAML: ${error.message.split('\n')[0] ?? ''}`);
  return document;
}

function find(document: Document, keys: readonly string[]) {
  const found: unknown = keys.length === 0 ? document.contents : document.getIn(keys, true);
  if (found === undefined || found === null) return undefined;
  if (isMap(found)) return found;
  throw new Error(`it holds no map${keys.length === 0 ? '' : ` at '${keys.join(' ▸ ')}'`}`);
}
