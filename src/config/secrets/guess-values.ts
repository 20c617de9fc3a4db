/** Keys, and what comes before an item of a list. */
const BEFORE_VALUE = /^\s*(?:-\s+)*(?:(?:"[^"]*"|'[^']*'|[^\s:#{'"]+):(?:\s+|$))*/u;

/**
 * What may be a value in a template of YAML that nobody has rendered: what stands behind a key or a dash, without quotes,
 * and what templates `set`. Salt quotes lines of it when it cannot be rendered.
 */
export function guessValues(template: string): readonly string[] {
  const set = [...template.matchAll(/\bset\s+\w+\s*=\s*(?:'(?<single>[^']*)'|"(?<double>[^"]*)")/gu)].map(
    ({ groups }) => groups?.['single'] ?? groups?.['double'] ?? '',
  );
  const written = template
    .split('\n')
    .filter((line) => !/^\s*(?:#|\{%)/u.test(line))
    .map((line) =>
      line
        .replace(BEFORE_VALUE, '')
        .trim()
        .replace(/^(['"])(.*)\1$/u, '$2'),
    )
    .filter((value) => !/^[|>&*!{[][-+\d]*$/u.test(value));
  return [...set, ...written].filter((value) => value !== '' && !value.includes('{{'));
}
