/**
 * Key of a place in `CheckDocument.places`: of a resource type, of one resource, or of one attribute of it. Joined by
 * U+0000, because ids are paths and commands that hold any other character.
 */
export function placeKey(type: string, id?: string, attribute?: string): string {
  return [type, id, attribute].filter((part) => part !== undefined).join('\u0000');
}
