import { spawn } from 'node:child_process';
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import { driverNames, loadDriver, loadDriverSchema } from '../../drivers/index.ts';
import { SalternError } from '../contract/errors.ts';
import type { App, Terminal } from './app.ts';

/** The composition root: the only file that touches the process, its environment and the drivers' registry. */
export function createApp(host: NodeJS.Process): App {
  const environment = host.env;
  return {
    cwd: host.cwd(),
    environment,
    cacheDirectory: environment['SALTERN_CACHE'] ?? join(environment['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'saltern'),
    signal: listenForSignals(host),
    user: environment['SALTERN_USER'] ?? userInfo().username,
    terminal: () => describeTerminal(host),
    write: (text) => void host.stdout.write(text),
    talk: (text) => void host.stderr.write(text),
    now: () => Date.now(),
    driverNames,
    driverSchema: loadDriverSchema,
    driver: loadDriver,
    interact,
  };
}

function listenForSignals(host: NodeJS.Process): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    host.on(name, () => {
      if (controller.signal.aborted) {
        host.stderr.write('\nStopped at once; `saltern destroy --orphans` removes what may be left.\n');
        host.exit(130);
      }
      controller.abort(new SalternError('INTERRUPTED', `Interrupted by ${name}`));
    });
  }
  return controller.signal;
}

function describeTerminal({ stdout, env }: NodeJS.Process): Terminal {
  const isTty = stdout.isTTY === true && env['TERM'] !== 'dumb';
  const depth = isTty ? stdout.getColorDepth() : 1;
  return {
    isTty,
    columns: stdout.columns ?? 80,
    rows: stdout.rows ?? 24,
    colourLevel: colourLevel(env, depth),
  };
}

/** https://no-color.org and FORCE_COLOR as Node itself reads it. */
function colourLevel(environment: NodeJS.ProcessEnv, depth: number): Terminal['colourLevel'] {
  if (environment['NO_COLOR']) return 0;
  const forced = environment['FORCE_COLOR'];
  if (forced === '0' || forced === 'false') return 0;
  if (forced !== undefined) return forced === '2' || forced === '3' ? (Number(forced) as 2 | 3) : 1;
  if (depth >= 24) return 3;
  if (depth >= 8) return 2;
  return depth >= 4 ? 1 : 0;
}

function interact([command = '', ...argv]: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, argv, { stdio: 'inherit' });
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(signal ? 128 : (code ?? 1)));
  });
}
