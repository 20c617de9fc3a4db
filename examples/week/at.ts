import { createApp } from '../../src/cli/create-app.ts';
import { runProgram } from '../../src/cli/program.ts';

/**
 * The real command line, with a clock that is passed in: `node at.ts 2026-11-16T01:30:00Z nightly`. From there on it goes as
 * fast as the true one.
 */
const [at = '', ...argv] = process.argv.slice(2);
const offset = Date.parse(at) - Date.now();
if (Number.isNaN(offset)) throw new TypeError(`'${at}' is no time: node at.ts 2026-11-16T01:30:00Z VERB…`);
process.exitCode = await runProgram(argv, { ...createApp(process), now: () => Date.now() + offset });
