import { rmdirSync } from 'node:fs';
import { qemuDriver } from '../../drivers/qemu/qemu-driver.ts';
import { driverContext } from '../support/driver-context.ts';
import { examplePlan } from '../support/example-plan.ts';

/**
 * A driver in a process of its own, to be killed or to compete: `prepare|create CONFIG DIRECTORY PROJECT KEY [NAME]`.
 * `CONFIG` is the section as JSON, `DIRECTORY` the project's. Says what it prepared; after a create it stays.
 */
const [verb = '', section = '{}', directory = '', id = '', key = '', name = 'other-process'] = process.argv.slice(2);
const driver = qemuDriver();
const own = driverContext({
  signal: AbortSignal.timeout(600_000),
  timeoutMs: 600_000,
  cacheDirectory: `${directory}/cache`,
});
rmdirSync(own.project.directory);
const context = { ...own, project: { name: 'contract', id, directory } };
const config = driver.configSchema.parse(JSON.parse(section));
const plan = examplePlan({ name });
const prepared = await driver.prepare(plan, config, [{ name: 'salt', key, steps: [] }], context);
console.log(JSON.stringify(prepared));
if (verb === 'create') {
  await driver.create(plan, config, prepared, context);
  console.log('created');
  setInterval(() => undefined, 60_000);
}
