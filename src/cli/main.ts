#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

// Half of a short command's time is compiling; the cache lives in the system's temporary folder.
enableCompileCache();

const { runProgram } = await import('./program.ts');
const { createApp } = await import('./create-app.ts');
const { endProcess } = await import('./end-process.ts');

const code = await runProgram(process.argv.slice(2), createApp(process));
process.exitCode = code;
// Everything is closed and said by now. If something still holds the process (an engine that does not hang up, a drive
// that does not answer), it must not hold up a pipeline. Unreferenced, this never delays an exit.
setTimeout(() => endProcess(process, code), 3000).unref();
