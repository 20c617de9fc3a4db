/** Keys of a JSON Schema that have a description neither where they stand nor where their `$ref` points to. */
export function findUndescribed(schema: object): readonly string[] {
  return listKeys(schema)
    .filter(({ key }) => !('description' in key))
    .map(({ path }) => path);
}

/** Keys of a JSON Schema that leave open what people write there: no example, no default, no closed list, no keys of its own. */
export function findUnexemplified(schema: object): readonly string[] {
  return listKeys(schema)
    .filter(({ key }) => !SHOWN.some((word) => word in key) && !isBoolean(key) && !hasKeys(key, schema))
    .map(({ path }) => path);
}

const SHOWN = ['examples', 'defaultSnippets', 'default', 'enum', 'const', 'properties'] as const;

interface FoundKey {
  readonly path: string;
  /** What is said of it where it stands, and where its `$ref` points to. */
  readonly key: object;
}

function listKeys(schema: object, path = '', root: object = schema): readonly FoundKey[] {
  return Object.entries(schema).flatMap(([word, inner]: [string, unknown]) => {
    if (typeof inner !== 'object' || inner === null) return [];
    if (word !== 'properties') return listKeys(inner, `${path}/${word}`, root);
    return Object.entries(inner).flatMap(([key, value]: [string, object]) => [
      { path: `${path}/${key}`, key: { ...target(value, root), ...value } },
      ...listKeys(value, `${path}/${key}`, root),
    ]);
  });
}

function target(schema: object, root: object): object {
  const name = '$ref' in schema ? String(schema.$ref).split('/').at(-1) : undefined;
  const definitions: Readonly<Record<string, object>> = '$defs' in root ? { ...(root.$defs as object) } : {};
  const found = definitions[name ?? ''] ?? {};
  return '$ref' in found ? { ...target(found, root), ...found } : found;
}

function isBoolean(key: object): boolean {
  return 'type' in key && key.type === 'boolean';
}

/** Of a choice, that it offers a map with keys or a boolean. */
function hasKeys(key: object, root: object): boolean {
  const choices = 'anyOf' in key && Array.isArray(key.anyOf) ? (key.anyOf as readonly object[]) : [];
  return choices.some((choice) => {
    const whole = { ...target(choice, root), ...choice };
    return isBoolean(whole) || 'properties' in whole;
  });
}
