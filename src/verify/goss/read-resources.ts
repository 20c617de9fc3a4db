import type { Json, JsonObject } from '../../base/json/json.ts';
import type { CheckDocument } from './document.ts';
import { isMap, isScalar } from './match/convert.ts';
import { readSkip } from './read-skip.ts';
import type { Resource } from './resource.ts';
import { findResourceType } from './resource-types.ts';

/**
 * All resources of validated documents, in their order. The same resource in two documents is one resource: validation
 * has made sure that both say the same.
 */
export function readResources(documents: readonly CheckDocument[]): readonly Resource[] {
  const byKey = new Map<string, Omit<Resource, 'index'>>();
  for (const document of documents) {
    for (const [type, entries] of Object.entries(document.resources)) {
      for (const [id, body] of Object.entries(isMap(entries) ? entries : {})) {
        const key = `${type}\0${id}`;
        if (isMap(body) && !byKey.has(key)) byKey.set(key, readResource(type, id, body, document));
      }
    }
  }
  return [...byKey.values()].map((resource, index) => ({ ...resource, index }));
}

function readResource(type: string, id: string, body: JsonObject, document: CheckDocument): Omit<Resource, 'index'> {
  const resourceType = findResourceType(type);
  const name = nameOf(body, resourceType?.nameKey) ?? id;
  const asserted = Object.keys(resourceType?.attributes ?? {}).flatMap((attribute) => {
    const expected = body[attribute];
    return expected === undefined ? [] : [[attribute, expected] as const];
  });
  return {
    type,
    id,
    name,
    // goss names a command by its key alone, even when the key stands for another line.
    label: name === id || type === 'command' ? id : `${id}: ${name}`,
    expectations: new Map<string, Json>(asserted),
    settings: Object.fromEntries(Object.entries(body).filter(([key]) => key in (resourceType?.settings ?? {}))),
    title: isScalar(body['title'] ?? null) ? String(body['title']) : undefined,
    isSkipped: readSkip(body['skip'] ?? false) === true,
    document,
  };
}

/** The overriding name; `port: 22` is a number in YAML, and `exec: true` a boolean. */
function nameOf(body: JsonObject, key: string | undefined): string | undefined {
  const value = (key === undefined ? undefined : body[key]) ?? null;
  return isScalar(value) ? String(value) : undefined;
}
