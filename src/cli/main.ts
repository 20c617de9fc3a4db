#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';

// Half of a short command's time is compiling. What is kept is run: so not where Node keeps it by default, in a temporary
// folder that others write to, nor in `SALTERN_CACHE`, which several machines may share.
enableCompileCache(join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'saltern/compiled'));
// Places of a stack as they are in the sources; reading the maps takes longer than most commands, so only on demand.
if (process.argv.includes('--debug') || process.env['SALTERN_DEBUG']) process.setSourceMapsEnabled(true);

void main();

/** Loaded only now, so that the cache is in use. No `await` at the top: what is published is CommonJS. */
async function main(): Promise<void> {
  const { runProgram } = await import('./program.ts');
  const { createApp } = await import('./create-app.ts');
  const { endProcess } = await import('./end-process.ts');

  const code = await runProgram(process.argv.slice(2), createApp(process));
  process.exitCode = code;
  // Everything is closed and said by now. If something still holds the process (an engine that does not hang up, a drive
  // that does not answer), it must not hold up a pipeline. Unreferenced, this never delays an exit.
  setTimeout(() => endProcess(process, code), 3000).unref();
}
