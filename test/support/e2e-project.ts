import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { constants, tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { inject } from 'vitest';
import { makeNight } from '../testbed/make-night.ts';
import type { BrokenKind } from '../testbed/rpm/variation.ts';
import { setupTestbed } from '../testbed/setup.ts';
import { writeOverlay } from './write-overlay.ts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PART_OF_FLEET: readonly string[] = ['ops-ssh', 'ops-syslog', 'ops-time'];

export interface CliResult {
  /** As a shell shows it: 128 and the signal's number when a signal ended it. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface StartedCli {
  kill(signal: NodeJS.Signals): boolean;
  /** Waits until it has written something that matches; throws with all of its output when it ends without. */
  said(pattern: RegExp): Promise<void>;
  readonly ended: Promise<CliResult>;
}

export type Environment = Readonly<Record<string, string | undefined>>;

export interface E2eProject extends AsyncDisposable {
  /** Absolute; a copy of the fleet's suites and formulas unless `files` says otherwise. */
  readonly directory: string;
  /** The snapshot root; empty unless `night` was given. */
  readonly mirror: string;
  /** Runs the real command line in the project to its end. */
  saltern(argv: readonly string[], environment?: Environment): Promise<CliResult>;
  /** The same with `--json`: what it printed, parsed. The exit code is not looked at. */
  json(argv: readonly string[], environment?: Environment): Promise<unknown>;
  /** Starts it, to be signalled. */
  start(argv: readonly string[], environment?: Environment): StartedCli;
  read(path: string): Promise<string>;
  write(path: string, text: string): Promise<void>;
  /** Moves the mirrors on. */
  makeNight(night: number, broken?: BrokenKind): Promise<void>;
  /** Containers of this project that the engine holds. */
  leftovers(): Promise<readonly string[]>;
  /** Its networks: kept from run to run, and gone after an interrupted run and after `destroy`. */
  networks(): Promise<readonly string[]>;
}

export interface E2eOptions {
  /** Relative path → content; default: suites and formulas of the shipped fleet. */
  readonly files?: Readonly<Record<string, string>>;
  /** How much of the shipped fleet is copied. Default `part`: three formulas, so that a test stays quick as it grows. */
  readonly fleet?: 'part' | 'whole';
  /** Give it the testbed: stand-in images and a snapshot root with this night's mirrors. Default: none. */
  readonly night?: number;
  /** `qemu`: instances are virtual machines, on CentOS Stream 9's stand-in alone. Default docker. */
  readonly driver?: 'docker' | 'qemu';
}

/** A project in a folder of its own; disposing removes it and whatever its instances left in the engine. */
export async function e2eProject(options: E2eOptions = {}): Promise<E2eProject> {
  const { files, fleet = 'part', night, driver = 'docker' } = options;
  const directory = await mkdtemp(join(tmpdir(), 'saltern-e2e-'));
  if (files === undefined) await copyFleet(directory, fleet);
  for (const [path, text] of Object.entries(files ?? {})) await writeInto(join(directory, path), text);
  const base = files === undefined ? join(directory, 'suites') : directory;
  const mirror = night === undefined ? '' : join(directory, 'mirror');
  const moveMirrors: E2eProject['makeNight'] = async (next, broken) => {
    await makeNight({ testbed: await setupTestbed({ quiet: true }), root: mirror, night: next, broken });
  };
  if (night !== undefined) {
    await moveMirrors(night);
    const testbed = await setupTestbed({ quiet: true });
    const reports = join(base, '.saltern');
    const overlay = { file: join(directory, 'testbed.yml'), testbed, snapshotRoot: mirror, reports, driver };
    await writeOverlay({ ...overlay, machines: ['el9'] });
  }
  const start = (argv: readonly string[], more: Environment = {}) =>
    startCli(base, [inject('program'), ...argv], {
      ...cleanEnvironment(),
      SALTERN_OVERLAY: night === undefined ? undefined : join(directory, 'testbed.yml'),
      // What is only pretended has no use for the machine's cache, and must not stay in it.
      SALTERN_CACHE: night === undefined ? join(directory, 'cache') : undefined,
      ...more,
    });
  const saltern: E2eProject['saltern'] = (argv, more) => start(argv, more).ended;
  const project: E2eProject = {
    directory: base,
    mirror,
    saltern,
    async json(argv, more) {
      const { stdout, stderr } = await saltern(['--json', ...argv], more);
      try {
        return JSON.parse(stdout) as unknown;
      } catch {
        throw new Error(`no JSON from ${argv.join(' ')}:\n${stdout}${stderr}`);
      }
    },
    start,
    read: (path) => readFile(join(base, path), 'utf8'),
    write: (path, text) => writeInto(join(base, path), text),
    makeNight: moveMirrors,
    leftovers: () => labelled('container', base),
    networks: () => labelled('network', base),
    async [Symbol.asyncDispose]() {
      if (night !== undefined) await removeLeftovers(base);
      // Snapshots are read-only on purpose.
      await execa('chmod', ['-R', 'u+w', directory], { reject: false });
      await rm(directory, { recursive: true, force: true });
    },
  };
  return project;
}

async function copyFleet(directory: string, fleet: 'part' | 'whole'): Promise<void> {
  const names = (await readdir(join(ROOT, 'examples/formulas'))).filter((name) => name.startsWith('ops-'));
  const unwanted = new Set(fleet === 'whole' ? [] : names.filter((name) => !PART_OF_FLEET.includes(name)));
  const filter = (path: string) => !unwanted.has(basename(path, '.yml'));
  for (const folder of ['suites', 'examples/formulas'])
    await cp(join(ROOT, folder), join(directory, folder), { recursive: true, filter });
}

/** Node's own settings and ours stay out, so that the shell that runs the tests makes no difference. */
function cleanEnvironment(): Environment {
  const isOurs = (name: string) => /^(SALTERN_|NODE_|VITEST|FORCE_COLOR|NO_COLOR|COLORTERM|CI$|TERM$)/.test(name);
  return Object.fromEntries(
    Object.keys(process.env)
      .filter(isOurs)
      .filter((name) => name !== 'NODE_EXTRA_CA_CERTS' && name !== 'NODE_COMPILE_CACHE')
      .map((name) => [name, undefined]),
  );
}

function startCli(cwd: string, command: readonly string[], environment: Environment): StartedCli {
  const child = execa(process.execPath, command, {
    cwd,
    env: environment,
    reject: false,
    stdin: 'ignore',
    stripFinalNewline: false,
    // On a busy machine cleaning up takes longer than execa waits before it sends a SIGKILL of its own.
    forceKillAfterDelay: false,
  });
  const heard = { text: '', listener: () => {} };
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer | string) => {
      heard.text += String(chunk);
      heard.listener();
    });
  }
  const ended = child.then(({ exitCode, signal, stdout, stderr }) => ({
    code: exitCode ?? 128 + (signal === undefined ? 0 : constants.signals[signal]),
    stdout,
    stderr,
  }));
  return {
    kill: (signal) => child.kill(signal),
    ended,
    async said(pattern) {
      const hears = Promise.withResolvers<void>();
      heard.listener = () => {
        if (pattern.test(heard.text)) hears.resolve();
      };
      heard.listener();
      void ended.then(() => hears.reject(new Error(`it ended without saying ${pattern}:\n${heard.text}`)));
      await hears.promise;
    },
  };
}

/** Lines `id name` of what carries the label of the project in this folder; its id ends with digits of the real path. */
async function labelled(kind: 'container' | 'network', directory: string): Promise<readonly string[]> {
  const format = `{{.ID}} {{.${kind === 'container' ? 'Names' : 'Name'}}} {{.Label "saltern.project"}}`;
  const all = kind === 'container' ? ['--all'] : [];
  const filter = ['--filter', 'label=saltern.project', '--format', format];
  const { stdout } = await execa('docker', [kind, 'ls', ...all, ...filter]);
  const end = `-${createHash('sha256')
    .update(await realpath(directory))
    .digest('hex')
    .slice(0, 8)}`;
  return stdout.split('\n').filter((line) => line.endsWith(end));
}

/** By the engine itself, because the command line under test may be what is broken. */
async function removeLeftovers(directory: string): Promise<void> {
  for (const kind of ['container', 'network'] as const) {
    const ids = (await labelled(kind, directory)).map((line) => line.split(' ')[0] ?? '');
    if (ids.length > 0) await execa('docker', [kind, 'rm', '--force', ...ids]);
  }
}

async function writeInto(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}
