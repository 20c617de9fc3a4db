import { readFile } from 'node:fs/promises';
import { createApp } from '../../src/cli/create-app.ts';
import { endProcess } from '../../src/cli/end-process.ts';

/**
 * A saltern that reads what never answers, as a drive of a server that is gone: a FIFO, opened as saltern never does.
 * With a code, it ends itself with that once it hangs; without, it waits for signals.
 */
const [fifo = '', code] = process.argv.slice(2);
const { signal } = createApp(process);
signal.addEventListener('abort', () => process.stdout.write('stopping\n'));
readFile(fifo).catch(() => undefined);
setInterval(() => undefined, 1000);
process.stdout.write('reading\n');
if (code !== undefined) endProcess(process, Number(code));
