/*
 * Results of a worker speak of files in the folders that it unpacked. On their way they say of which content, by its digest,
 * and on the starter's machine they name the file that it was made from.
 */

const MARK = 'saltern-content:';
const MARKED = /saltern-content:([0-9a-f]{64})\/?/gu;

/** All texts in it changed; what JSON cannot hold is left out. */
export function changeTexts<T>(value: T, change: (text: string) => string): T {
  // The same form as before: nothing but texts differs.
  return changeAny(value, change) as T;
}

function changeAny(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((one: unknown) => changeAny(one, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, changeAny(one, change)]));
}

/** Paths below the folder of contents, whose folders are named by digests, as marks. */
export function markContent(folder: string): (text: string) => string {
  return (text) => text.replaceAll(`${folder}/`, MARK);
}

/** Where each file of each content is on the starter's machine: hex digest ▸ path in it ▸ absolute path. */
export type Origins = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Marks as paths of the starter's machine; what is known of none keeps the content's own path. Pure. */
export function unmarkContent(origins: Origins): (text: string) => string {
  return (text) => {
    if (!text.includes(MARK)) return text;
    let done = 0;
    let shown = '';
    for (const { 0: mark, 1: hex = '', index } of text.matchAll(MARKED)) {
      const rest = text.slice(index + mark.length);
      const [path, origin] = findLongest(origins.get(hex), rest) ?? ['', ''];
      shown += `${text.slice(done, index)}${origin}`;
      done = index + mark.length + path.length;
    }
    return shown + text.slice(done);
  };
}

function findLongest(
  files: ReadonlyMap<string, string> | undefined,
  text: string,
): readonly [string, string] | undefined {
  const whole = files?.get(text);
  if (whole !== undefined) return [text, whole];
  let found: readonly [string, string] | undefined;
  for (const one of files ?? []) {
    if (text.startsWith(one[0]) && one[0].length > (found?.[0].length ?? -1)) found = one;
  }
  return found;
}
