import type { JsonObject } from '../../base/json/json.ts';
import type { ExactPlace } from '../../base/place/place.ts';

/**
 * A gossfile, already parsed: `{ service: { sshd: { running: true } } }`. A type and not an interface, so that it
 * counts as JSON.
 */
export type CheckDocument = {
  readonly resources: JsonObject;
  /** Path as the user would type it; for an inline one, the suite's file. */
  readonly file: string;
  /** By `placeKey`: the places of resource types, of resources and of attributes. */
  readonly places: Readonly<Record<string, ExactPlace>>;
};

/** What the native checks are given: the gossfiles of one suite, in their order. */
export type GossConfig = { readonly documents: readonly CheckDocument[] };

/** Key of a place. Joined by U+0000, because ids are paths and commands, which may hold any other character. */
export function placeKey(type: string, id?: string, attribute?: string): string {
  return [type, id, attribute].filter((part) => part !== undefined).join('\u0000');
}
