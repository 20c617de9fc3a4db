import { explainInstance, type Explanation } from '../config/explain-instance.ts';
import { jsonSchema } from '../config/schema/json-schema.ts';
import { policyJsonSchema } from '../gate/policy-schema.ts';
import { loadReporterSchemas } from '../report/index.ts';
import { findVerifier, VERIFIERS } from '../verify/index.ts';
import { selectFleet, type SelectOptions } from './select-fleet.ts';
import type { Services } from './services.ts';

/** Every value of one instance, with the file and line, variable or flag that gave it. */
export async function describeConfig(
  services: Services,
  instance: string,
  options: SelectOptions,
): Promise<readonly Explanation[]> {
  const { project, selected } = await selectFleet(services, [instance], options);
  return explainInstance(project, selected[0]?.name ?? instance);
}

/** `project`: for project file, suite files and overlays. `gate`: for the gate's policy. */
export type SchemaName = 'project' | 'gate';

/** A JSON Schema for editors; the project's with what every driver, verifier and reporter adds. */
export async function describeSchema(services: Services, file: SchemaName): Promise<Readonly<Record<string, unknown>>> {
  if (file === 'gate') return policyJsonSchema();
  const drivers = services.driverNames.map(async (name) => [name, await services.driverSchema(name)] as const);
  const verifiers = Object.keys(VERIFIERS).map(async (name) => [name, await findVerifier(name).schema()] as const);
  return jsonSchema(
    Object.fromEntries(await Promise.all(drivers)),
    Object.fromEntries(await Promise.all(verifiers)),
    await loadReporterSchemas(),
  );
}
