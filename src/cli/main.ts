#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

// Half of a short command's time is compiling; the cache lives in the system's temporary folder.
enableCompileCache();

const { runProgram } = await import('./program.ts');
const { createApp } = await import('./create-app.ts');

process.exitCode = await runProgram(process.argv.slice(2), createApp(process));
