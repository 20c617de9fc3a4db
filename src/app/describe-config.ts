import type { z } from 'zod';
import { explainInstance, type Explanation } from '../config/explain-instance.ts';
import { jsonSchema, type ProjectFile } from '../config/schema/json-schema.ts';
import { policyJsonSchema } from '../gate/policy-schema.ts';
import { recordJsonSchema, type RecordKind } from '../gate/records/record-schemas.ts';
import { TARGETS } from '../gate/targets/index.ts';
import { loadEntrySchemas } from '../contract/load-entry-schemas.ts';
import { REPORTERS } from '../report/index.ts';
import { SOURCES } from '../snapshot/sources/index.ts';
import { verifiersForEditors } from '../verify/index.ts';
import { toJsonSchema } from '../base/yaml/to-json-schema.ts';
import { selectFleet, type SelectOptions } from './select-fleet.ts';
import type { Services } from './services.ts';

/** Every value of one instance, with the file and line, variable or flag that gave it; what is secret as `••••`. */
export async function describeConfig(
  services: Services,
  instance: string,
  options: SelectOptions,
): Promise<readonly Explanation[]> {
  const { project, selected } = await selectFleet(services, [instance], options);
  const rows = explainInstance(project, selected[0]?.name ?? instance);
  const { text, json } = services.secrets;
  // Commands of checks are keys.
  return rows.map((row) => ({ ...row, path: text(row.path), value: json(row.value) }));
}

/** `gate`: the gate's policy, beside which `waiver`, `hold` and `approval` lie. `checks`: a gossfile. */
export type SchemaName = ProjectFile | 'gate' | 'checks' | RecordKind;

/** A JSON Schema for editors; a project's with what every driver, verifier, reporter and snapshot source adds. */
export async function describeSchema(services: Services, file: SchemaName): Promise<Readonly<Record<string, unknown>>> {
  if (file === 'gate') return policyJsonSchema();
  if (file === 'waiver' || file === 'hold' || file === 'approval') return recordJsonSchema(file);
  if (file === 'checks') {
    const { gossfileEditorSchema } = await import('../verify/goss/editor/editor-schema.ts');
    return toJsonSchema(gossfileEditorSchema, { name: 'checks', title: 'saltern checks, in the gossfile format' });
  }
  const [drivers, verifiers, reporters, sources, targets] = await Promise.all([
    loadDriverSchemas(services),
    loadEntrySchemas(verifiersForEditors()),
    loadEntrySchemas(REPORTERS),
    loadEntrySchemas(SOURCES),
    loadEntrySchemas(TARGETS),
  ]);
  return jsonSchema({ drivers, verifiers, reporters, sources, targets }, file);
}

async function loadDriverSchemas({
  shownDrivers,
  driverSchema,
}: Services): Promise<Readonly<Record<string, z.ZodType>>> {
  const schemas = await Promise.all(shownDrivers.map(async (name) => [name, await driverSchema(name)] as const));
  return Object.fromEntries(
    schemas.flatMap(([name, schema]) => (schema === undefined ? [] : [[name, schema] as const])),
  );
}
