/** Variables of the environment by name. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** A text with its variables filled in, and their names; or what stands in the way, with its offset in the text. */
export type Filled =
  | { readonly value: string; readonly names: readonly string[] }
  | { readonly trouble: string; readonly offset: number };

/** `$${`, `${NAME}`, `${NAME:-default}`; the last alternative is a mistake. */
const PLACES = /\$\$\{|\$\{(?<name>[A-Za-z_][A-Za-z0-9_]*)(?::-(?<otherwise>[^}]*))?\}|\$\{[^}]{0,40}\}?/g;

/**
 * Fills in `${NAME}`, and `${NAME:-default}` where the variable is not set or empty, as a shell does; `$${` is the text
 * `${`. What was filled in is not looked at again.
 */
export function fillVariables(text: string, variables: Variables): Filled {
  const names: string[] = [];
  let [value, done] = ['', 0];
  for (const found of text.matchAll(PLACES)) {
    const { name, otherwise } = found.groups ?? {};
    value += text.slice(done, found.index);
    done = found.index + found[0].length;
    if (found[0] === '$${') {
      value += '${';
      continue;
    }
    const filled = fill(found[0], name, { otherwise, variables });
    if ('trouble' in filled) return { ...filled, offset: found.index };
    value += filled.value;
    if (name !== undefined) names.push(name);
  }
  return { value: value + text.slice(done), names };
}

function fill(
  written: string,
  name: string | undefined,
  { otherwise, variables }: { readonly otherwise: string | undefined; readonly variables: Variables },
): { readonly value: string } | { readonly trouble: string } {
  if (name === undefined) {
    return {
      trouble: `'${written}' is no variable: write \${NAME} or \${NAME:-default}, and $\${ for the text itself`,
    };
  }
  // `constructor` and its like are in every object.
  const set = Object.hasOwn(variables, name) ? variables[name] : undefined;
  const value = otherwise === undefined ? set : set || otherwise;
  if (value !== undefined) return { value };
  return { trouble: `the environment has no variable '${name}': set it, or give a default: \${${name}:-…}` };
}
