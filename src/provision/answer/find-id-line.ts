/** A mapping key at the start of a line, quoted or not. */
const KEY = /^(\s*)(?:"([^"]*)"|'([^']*)'|([^\s#'"][^#]*?))\s*:(?:\s|$)/u;

interface Key {
  readonly key: string;
  readonly isPlain: boolean;
  readonly indent: number;
  readonly line: number;
}

/**
 * 1-based line of a state's declaration. An id that holds Jinja is found when exactly one templated key can produce
 * it, one that YAML reads as something else than text (`8080`, `yes`, `~`) when exactly one key can be read so; a guess
 * between several would send people to the wrong place.
 */
export function findIdLine(text: string, id: string): number | undefined {
  const keys = text.split('\n').flatMap(readKey);
  const exact = keys.filter(({ key }) => key === id).toSorted((a, b) => a.indent - b.indent || a.line - b.line);
  if (exact[0]) return exact[0].line;
  const templated = keys.filter(({ key }) => key.includes('{{') && templatePattern(key).test(id));
  const literal = templated.filter(({ key }) => key.replace(/\{\{.*?\}\}/gu, '').trim().length > 1);
  const chosen = literal.length > 0 ? literal : templated;
  if (chosen.length > 0) return chosen.length === 1 ? chosen[0]?.line : undefined;
  const read = keys.filter(({ key, isPlain }) => isPlain && readsAs(key, id));
  return read.length === 1 ? read[0]?.line : undefined;
}

function readKey(line: string, at: number): readonly Key[] {
  const found = KEY.exec(line);
  const key = found?.[2] ?? found?.[3] ?? found?.[4];
  if (!found || key === undefined) return [];
  return [{ key, isPlain: found[4] !== undefined, indent: found[1]?.length ?? 0, line: at + 1 }];
}

/** Whether Python shows what YAML makes of the plain key as `shown`. */
function readsAs(key: string, shown: string): boolean {
  if (shown === 'True') return /^(?:y|yes|true|on)$/iu.test(key);
  if (shown === 'False') return /^(?:n|no|false|off)$/iu.test(key);
  if (shown === 'None') return /^(?:~|null)$/iu.test(key);
  const number = Number(shown);
  return (
    shown.trim() !== '' && !Number.isNaN(number) && Number(key.replaceAll('_', '').replace(/^0+(?=\d)/u, '')) === number
  );
}

function templatePattern(key: string): RegExp {
  const parts = key.split(/\{\{.*?\}\}/u).map((part) => part.replace(/[\\^$.*+?()[\]{}|]/gu, '\\$&'));
  return new RegExp(`^${parts.join('.+')}$`, 'su');
}
