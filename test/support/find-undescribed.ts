/** Keys of a JSON Schema that have a description neither where they stand nor where their `$ref` points to. */
export function findUndescribed(schema: object, path = '', root: object = schema): readonly string[] {
  return Object.entries(schema).flatMap(([word, inner]: [string, unknown]) => {
    if (typeof inner !== 'object' || inner === null) return [];
    if (word !== 'properties') return findUndescribed(inner, `${path}/${word}`, root);
    return Object.entries(inner).flatMap(([key, value]: [string, object]) => [
      ...('description' in value || 'description' in target(value, root) ? [] : [`${path}/${key}`]),
      ...findUndescribed(value, `${path}/${key}`, root),
    ]);
  });
}

function target(schema: object, root: object): object {
  const name = '$ref' in schema ? String(schema.$ref).split('/').at(-1) : undefined;
  const definitions: Readonly<Record<string, object>> = '$defs' in root ? { ...(root.$defs as object) } : {};
  return definitions[name ?? ''] ?? {};
}
