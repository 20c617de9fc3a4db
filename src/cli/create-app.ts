import { spawn } from 'node:child_process';
import { homedir, hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { DRIVERS, findDriver, loadDriver, SHOWN_DRIVERS } from '../../drivers/index.ts';
import { createMasker } from '../base/secret/masker.ts';
import type { Driver } from '../contract/driver.ts';
import { SalternError } from '../contract/errors.ts';
import { chooseColourLevel } from '../report/terminal/choose-colour-level.ts';
import type { App, Terminal } from './app.ts';
import { endProcess } from './end-process.ts';
import { relayTo } from './relay-to.ts';

/** The composition root: the only file that touches the process, its environment and the drivers' registry. */
export function createApp(host: NodeJS.Process): App {
  const environment = host.env;
  const unread = new AbortController();
  // `saltern … | head` closes our output: nobody reads any more, so that is no error.
  host.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    unread.abort(new SalternError('INTERRUPTED', 'Nobody reads the output any more'));
  });
  return {
    cwd: host.cwd(),
    environment,
    cacheDirectory:
      environment['SALTERN_CACHE'] ?? join(environment['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'saltern'),
    secrets: createMasker(),
    signal: listenForSignals(host),
    nodeVersion: host.versions.node,
    user: `${environment['SALTERN_USER'] ?? findUserName()}@${hostname()}`,
    terminal: () => describeTerminal(host),
    // Only who runs something asks: not to be loaded for each verb.
    canLink: async () =>
      isTerminal(host) && (await import('supports-hyperlinks')).createSupportsHyperlinks(host.stdout),
    isInteractive: () => host.stdin.isTTY && host.stdout.isTTY,
    write: (text) => void host.stdout.write(text),
    talk: (text) => void host.stderr.write(text),
    tell: (line) => void host.stderr.write(`${line}\n`),
    order: (line) => void host.stdout.write(`${line}\n`),
    relay: (stream) => relayTo(host[stream]),
    unread: unread.signal,
    input: () => (host.stdin.isTTY ? undefined : host.stdin),
    now: () => Date.now(),
    driverNames: Object.keys(DRIVERS),
    shownDrivers: SHOWN_DRIVERS,
    driverSchema: (name) => findDriver(name).schema(),
    driver: rememberDrivers(),
    interact,
  };
}

/** A container may run us as a number that has no name. */
function findUserName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}

/** One object per driver: instances that share it share what it prepares. */
function rememberDrivers(): App['driver'] {
  const loaded = new Map<string, Promise<Driver>>();
  return (name) => {
    const driver = loaded.get(name) ?? loadDriver(name);
    loaded.set(name, driver);
    return driver;
  };
}

function listenForSignals(host: NodeJS.Process): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    host.on(name, () => {
      if (controller.signal.aborted) {
        host.stderr.write('\nStopped at once; `saltern destroy --orphans` removes what may be left.\n');
        endProcess(host, 130);
        return;
      }
      controller.abort(new SalternError('INTERRUPTED', `Interrupted by ${name}`));
    });
  }
  return controller.signal;
}

function describeTerminal({ stdout, env }: NodeJS.Process): Terminal {
  const isTty = isTerminal({ stdout, env });
  return {
    isTty,
    columns: stdout.columns ?? 80,
    rows: stdout.rows ?? 24,
    colourLevel: chooseColourLevel({ isTty, environment: env }),
  };
}

function isTerminal({ stdout, env }: Pick<NodeJS.Process, 'stdout' | 'env'>): boolean {
  return stdout.isTTY && env['TERM'] !== 'dumb';
}

function interact([command = '', ...argv]: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    // Starts docker, ssh, sh: the way in of the instance's driver.
    const child = spawn(command, argv, { stdio: 'inherit' });
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(signal ? 128 : (code ?? 1)));
  });
}
