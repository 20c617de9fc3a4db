import { z } from 'zod';
import type { CheckDocument } from '../../contract/model.ts';
import type { Place } from '../../base/place/place.ts';
import { placeKey } from '../../contract/place-key.ts';
import { checkShape } from '../../base/yaml/check-shape.ts';
import { openYaml } from './find-project.ts';
import { isObject } from '../../base/json/json-value.ts';
import { at, fileLayer, layerKeys, listItems, type Layer } from './layer.ts';
import { expectPath, placeIn, type Loading } from './loading.ts';

const gossfile = z.record(z.string(), z.unknown());

/** The gossfiles of a suite, inline ones and files, each with the places of what is in it. */
export async function loadChecks(checks: Layer, loading: Loading): Promise<readonly CheckDocument[]> {
  const items = Array.isArray(checks.value) ? listItems([checks]) : checks.value === undefined ? [] : [checks];
  const documents = await Promise.all(items.map((item) => loadDocument(item, loading)));
  return documents.filter((document) => document !== undefined);
}

async function loadDocument(item: Layer, loading: Loading): Promise<CheckDocument | undefined> {
  const place = placeIn(loading, item);
  if (typeof item.value !== 'string') return toDocument(item, place.file, loading);
  if (!(await expectPath(loading, { kind: 'file', path: item.value, place }))) return undefined;
  const file = await openYaml(item.value, loading.cwd);
  const shaped = checkShape(file, gossfile);
  if (!loading.files.has(file.path)) loading.problems.push(...shaped.problems);
  loading.files.add(file.path);
  return toDocument(fileLayer(file, shaped.value), file.display, loading);
}

function toDocument(layer: Layer, file: string, loading: Loading): CheckDocument {
  const places: Record<string, Place> = {};
  for (const type of layerKeys(layer)) {
    places[placeKey(type)] = placeIn(loading, layer, [type]);
    for (const id of layerKeys(at(layer, type))) {
      places[placeKey(type, id)] = placeIn(loading, layer, [type, id]);
      for (const attribute of layerKeys(at(layer, type, id))) {
        places[placeKey(type, id, attribute)] = placeIn(loading, layer, [type, id, attribute]);
      }
    }
  }
  return { resources: isObject(layer.value) ? layer.value : {}, file, places };
}
