import { explainInstance } from '../../config/explain-instance.ts';
import { jsonSchema } from '../../config/schema/json-schema.ts';
import { selectInstances } from '../../plan/select-instances.ts';
import { planInstances } from '../../plan/plan-instances.ts';
import type { App, ExitCode } from '../app.ts';
import { loadProjectFor, type FleetOptions } from '../load-fleet.ts';
import { renderTable } from '../render-table.ts';

/** Every value of one instance, with the file and line, variable or flag that gave it. */
export async function showConfig(app: App, options: FleetOptions, instance: string): Promise<ExitCode> {
  const project = await loadProjectFor(app, options);
  const [plan] = selectInstances(planInstances(project, undefined), [instance], {});
  const rows = explainInstance(project, plan?.name ?? instance);
  if (options.json) {
    app.write(`${JSON.stringify(rows, null, 2)}\n`);
    return 0;
  }
  const cells = rows.map((row) => [row.path, JSON.stringify(row.value) ?? '', row.origin]);
  app.write(renderTable(['KEY', 'VALUE', 'FROM'], cells));
  return 0;
}

export async function showSchema(app: App): Promise<ExitCode> {
  const schemas = await Promise.all(app.driverNames.map(async (name) => [name, await app.driverSchema(name)] as const));
  app.write(`${JSON.stringify(jsonSchema(Object.fromEntries(schemas)), null, 2)}\n`);
  return 0;
}
