import { dockerDriver } from '../../drivers/docker/docker-driver.ts';
import { driverContext } from '../support/driver-context.ts';
import { examplePlan } from '../support/example-plan.ts';

/** A driver in a process of its own, to be killed or to compete: `prepare|create IMAGE KEY CACHE [PROJECT] [SCRIPT]`. */
const [verb = '', image = '', key = '', cacheDirectory = '', projectId, script = 'sleep 1'] = process.argv.slice(2);
const driver = dockerDriver();
const own = driverContext({ cacheDirectory });
const context = projectId === undefined ? own : { ...own, project: { ...own.project, id: projectId } };
const plan = examplePlan({ name: 'other-process-el9' });
const config = driver.configSchema.parse({ image });
const stages =
  verb === 'prepare' ? [{ name: 'salt' as const, key, steps: [{ name: 'a step', files: {}, texts: {}, script }] }] : [];
const prepared = await driver.prepare(plan, config, stages, context);
if (verb === 'create') {
  console.log('creating');
  await driver.create(plan, config, prepared, context);
}
console.log(JSON.stringify(prepared));
