#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

// Half of a short command's time is compiling; the cache lives in the system's temporary folder.
enableCompileCache();

const { runProgram } = await import('./program.ts');
const { createApp } = await import('./create-app.ts');

process.exitCode = await runProgram(process.argv.slice(2), createApp(process));
// Everything is closed and said by now. If something still holds the process (an engine that does not hang up), it must
// not hold up a pipeline. Unreferenced, this never delays an exit.
setTimeout(() => process.exit(), 5000).unref();
