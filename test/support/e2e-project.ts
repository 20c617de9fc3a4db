import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { makeNight } from '../testbed/make-night.ts';
import { setupTestbed } from '../testbed/setup.ts';
import { writeOverlay } from './write-overlay.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface StartedCli {
  kill(signal: NodeJS.Signals): boolean;
  /** `code` is -1 when a signal ended it. */
  readonly ended: Promise<CliResult>;
}

export interface E2eProject extends AsyncDisposable {
  /** Absolute; a copy of the fleet's suites and formulas unless `files` says otherwise. */
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Runs the real command line in the project to its end. */
  saltern(argv: readonly string[], environment?: Readonly<Record<string, string>>): Promise<CliResult>;
  /** Starts it, to be signalled. */
  start(argv: readonly string[]): StartedCli;
  read(path: string): Promise<string>;
  write(path: string, text: string): Promise<void>;
}

export interface E2eOptions {
  /** Relative path → content; default: the shipped suites and the example formulas. */
  readonly files?: Readonly<Record<string, string>>;
  /** Give it the testbed: stand-in images and a snapshot root with this night's mirrors. Default: none. */
  readonly night?: number;
}

/** A project in a folder of its own; disposing removes it and whatever its instances left in the engine. */
export async function e2eProject({ files, night }: E2eOptions = {}): Promise<E2eProject> {
  const directory = await mkdtemp(join(tmpdir(), 'saltern-e2e-'));
  if (files === undefined) {
    await cp(join(ROOT, 'suites'), join(directory, 'suites'), { recursive: true });
    await cp(join(ROOT, 'examples/formulas'), join(directory, 'examples/formulas'), { recursive: true });
  }
  for (const [path, text] of Object.entries(files ?? {})) await writeInto(join(directory, path), text);
  const base = files === undefined ? join(directory, 'suites') : directory;
  const environment: Record<string, string> = { SALTERN_OVERLAY: '' };
  if (night !== undefined) {
    const testbed = await setupTestbed({ quiet: true });
    const root = join(directory, 'mirror');
    await mkdir(root, { recursive: true });
    await makeNight({ testbed, root, night });
    const overlay = join(directory, 'testbed.yml');
    await writeOverlay({ file: overlay, testbed, snapshotRoot: root, reports: join(base, '.saltern') });
    environment['SALTERN_OVERLAY'] = overlay;
  }
  const command = (argv: readonly string[], more: Readonly<Record<string, string>> = {}) =>
    execa(process.execPath, [join(ROOT, 'src/cli/main.ts'), ...argv], {
      cwd: base,
      env: { ...environment, ...more },
      reject: false,
      stdin: 'ignore',
      stripFinalNewline: false,
    });
  const saltern: E2eProject['saltern'] = async (argv, more) => {
    const { exitCode, stdout, stderr } = await command(argv, more);
    return { code: exitCode ?? -1, stdout, stderr };
  };
  return {
    directory: base,
    environment,
    saltern,
    start(argv) {
      const child = command(argv);
      const ended = child.then(({ exitCode, stdout, stderr }) => ({ code: exitCode ?? -1, stdout, stderr }));
      return { kill: (signal) => child.kill(signal), ended };
    },
    read: (path) => readFile(join(base, path), 'utf8'),
    write: (path, text) => writeInto(join(base, path), text),
    async [Symbol.asyncDispose]() {
      if (night !== undefined) {
        await saltern(['destroy']);
        await saltern(['destroy', '--orphans']);
      }
      // Snapshots are read-only on purpose.
      await execa('chmod', ['-R', 'u+w', directory], { reject: false });
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function writeInto(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}
