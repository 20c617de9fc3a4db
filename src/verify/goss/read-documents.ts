import type { Json } from '../../base/json/json.ts';
import { isObject, valueAt, type Path } from '../../base/json/json-value.ts';
import type { ExactPlace } from '../../base/place/place.ts';
import type { ReadChecks, ReadContext, Written } from '../../contract/verifier.ts';
import { placeKey, type CheckDocument, type GossConfig } from './document.ts';
import { validateCheckDocuments } from './validate-checks.ts';

/** The gossfiles of a suite, inline ones and files, and everything in them that has no meaning. */
export async function readDocuments(written: Written, context: ReadContext): Promise<ReadChecks<GossConfig>> {
  const items: readonly Path[] = Array.isArray(written.value) ? written.value.map((_, index) => [index]) : [[]];
  const read = await Promise.all(items.map((path) => readDocument(written, path, context)));
  const documents = read.filter((document) => document !== undefined);
  return { config: { documents }, problems: validateCheckDocuments(documents) };
}

async function readDocument(written: Written, path: Path, context: ReadContext): Promise<CheckDocument | undefined> {
  const value = valueAt(written.value, path);
  const place = written.place(path);
  if (typeof value !== 'string') return toDocument(value, place.file, (below) => written.place([...path, ...below]));
  const file = await context.readYaml(value, place);
  return file && toDocument(file.value, file.place([]).file, (below) => file.place(below));
}

function toDocument(value: Json | undefined, file: string, placeOf: (path: Path) => ExactPlace): CheckDocument {
  const resources = isObject(value) ? value : {};
  const places: Record<string, ExactPlace> = {};
  for (const [type, entries] of Object.entries(resources)) {
    places[placeKey(type)] = placeOf([type]);
    for (const [id, body] of Object.entries(isObject(entries) ? entries : {})) {
      places[placeKey(type, id)] = placeOf([type, id]);
      for (const attribute of Object.keys(isObject(body) ? body : {})) {
        places[placeKey(type, id, attribute)] = placeOf([type, id, attribute]);
      }
    }
  }
  return { resources, file, places };
}
