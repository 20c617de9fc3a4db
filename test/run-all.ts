import { runChecks } from './run-checks.ts';
import { setupTestbed } from './testbed/setup.ts';

await setupTestbed();
process.exit(await runChecks(['unit', 'real'], process.argv.slice(2)));
