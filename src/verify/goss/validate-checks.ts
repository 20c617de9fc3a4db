import { isDeepStrictEqual } from 'node:util';
import type { Place, Problem } from '../../base/place/place.ts';
import type { Json, JsonObject } from '../../base/json/json.ts';
import { didYouMean } from '../../base/text/did-you-mean.ts';
import { placeKey, type CheckDocument } from './document.ts';
import { findPlace } from './find-place.ts';
import { isMap, isScalar, toNumber } from './match/convert.ts';
import { readSkip } from './read-skip.ts';
import type { ResourceType } from './resource.ts';
import { findResourceType, RESOURCE_TYPES, TYPES_NOT_SUPPORTED } from './resource-types.ts';
import { validateExpectation } from './validate-expectation.ts';

/** Keys of every resource that assert nothing. */
const COMMON = ['title', 'meta', 'skip'] as const;
/** Settings that goss has had since 0.4.11, and saltern lacks. */
const SETTINGS_NOT_SUPPORTED: readonly string[] = ['retry_count', 'retry_delay'];

/** A file without a word of goss in more keys than this is something else, and what it holds is not to be quoted. */
const FEW = 3;

type Path = readonly [type: string, id?: string | undefined, attribute?: string | undefined];
type Report = (message: string, ...path: Path) => void;

/**
 * Everything wrong with one gossfile, each at its place. goss ignores unknown types; we don't: one misspelt checks
 * nothing.
 */
export function validateChecks(document: CheckDocument): readonly Problem[] {
  const problems: Problem[] = [];
  const report: Report = (message, ...path) => {
    const place = findPlace(document, path);
    problems.push({ file: place?.file ?? document.file, line: place?.line ?? 1, column: place?.column ?? 1, message });
  };
  const types = Object.keys(document.resources);
  if (types.length > FEW && !types.some(isKnown)) {
    report(`this is no gossfile: none of its ${types.length} keys is a kind of resource`, types[0] ?? '');
    return problems;
  }
  for (const [type, entries] of Object.entries(document.resources)) validateType(type, entries, report);
  return problems;
}

/**
 * Everything wrong with the gossfiles of one suite: what is wrong in each, and a resource that two of them define
 * differently, of which goss would silently take the later (goss#743).
 */
export function validateCheckDocuments(documents: readonly CheckDocument[]): readonly Problem[] {
  return [...documents.flatMap(validateChecks), ...findContradictions(documents)];
}

function isKnown(type: string): boolean {
  return findResourceType(type) !== undefined || TYPES_NOT_SUPPORTED.includes(type);
}

function validateType(type: string, entries: Json, report: Report): void {
  const resourceType = findResourceType(type);
  if (TYPES_NOT_SUPPORTED.includes(type)) return report(`not supported yet: resource type '${type}'`, type);
  if (!resourceType) {
    const names = RESOURCE_TYPES.map(({ name }) => name);
    return report(`unknown resource type '${type}'${didYouMean(type, [...names, ...TYPES_NOT_SUPPORTED])}`, type);
  }
  if (!isMap(entries)) return report(`'${type}' must hold a map of ids`, type);
  if (Object.keys(entries).length === 0) return report(`'${type}' is empty: it would check nothing`, type);
  for (const [id, body] of Object.entries(entries)) {
    if (isMap(body)) validateResource(resourceType, id, body, report);
    else report(`'${id}' must hold a map of attributes`, type, id);
  }
}

function validateResource(type: ResourceType, id: string, body: JsonObject, report: Report): void {
  const override = body[type.nameKey];
  const isNameOk = override === undefined || isScalar(override);
  if (!isNameOk) report(`'${type.nameKey}' must be text`, type.name, id, type.nameKey);
  const name = String(isNameOk ? (override ?? id) : id);
  const nameProblem = name.includes('\0') ? 'a name cannot hold NUL' : type.checkName(name);
  if (nameProblem !== undefined) report(nameProblem, type.name, id, override === undefined ? undefined : type.nameKey);
  for (const [attribute, value] of Object.entries(body)) {
    for (const message of validateAttribute(type, attribute, value)) report(message, type.name, id, attribute);
  }
  for (const attribute of type.required.filter((one) => (body[one] ?? null) === null)) {
    report(`'${id}' needs '${attribute}'`, type.name, id);
  }
  const neutral: readonly string[] = [...COMMON, type.nameKey, ...Object.keys(type.settings)];
  if (type.required.length === 0 && Object.keys(body).every((key) => neutral.includes(key) || body[key] === null)) {
    report(`'${id}' asserts nothing; it takes ${Object.keys(type.attributes).join(', ')}`, type.name, id);
  }
}

function validateAttribute(type: ResourceType, attribute: string, value: Json): readonly string[] {
  const kind = Object.hasOwn(type.attributes, attribute) ? type.attributes[attribute] : undefined;
  // `goss render` writes `contents: null` for what was left out, and goss takes it for that.
  if (kind) return value === null ? [] : validateExpectation(value, kind).map((message) => `${attribute}: ${message}`);
  if (attribute === type.nameKey) return [];
  if (attribute === 'title') return isScalar(value) ? [] : [`'title' must be text`];
  if (attribute === 'skip') return readSkip(value) === undefined ? [`'skip' must be true or false`] : [];
  if (attribute === 'meta') return isMap(value) ? [] : [`'meta' must be a map`];
  if (Object.hasOwn(type.settings, attribute)) {
    const isMilliseconds = typeof value === 'number' && (toNumber(value) ?? -1) >= 0;
    return isMilliseconds ? [] : [`'${attribute}' must be a number of milliseconds`];
  }
  if (SETTINGS_NOT_SUPPORTED.includes(attribute)) return [`not supported yet: '${attribute}'`];
  const known = [...Object.keys(type.attributes), type.nameKey, ...Object.keys(type.settings), ...COMMON];
  return [`unknown attribute '${attribute}' of ${type.name}${didYouMean(attribute, known)}`];
}

function findContradictions(documents: readonly CheckDocument[]): readonly Problem[] {
  const first = new Map<string, { readonly body: Json; readonly place: Place }>();
  const problems: Problem[] = [];
  for (const document of documents) {
    for (const [type, entries] of Object.entries(document.resources)) {
      for (const [id, body] of Object.entries(isMap(entries) ? entries : {})) {
        const place = findPlace(document, [type, id]) ?? { file: document.file, line: 1, column: 1 };
        const before = first.get(placeKey(type, id));
        if (!before) first.set(placeKey(type, id), { body, place });
        else if (!isDeepStrictEqual(before.body, body)) {
          const message = `${type} '${id}' is defined differently at ${before.place.file}:${before.place.line}`;
          problems.push({ file: place.file, line: place.line, column: place.column, message });
        }
      }
    }
  }
  return problems;
}
