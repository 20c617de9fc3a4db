import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** How saltern is called in this workflow. */
export interface Saltern {
  /** Where it works; absolute. */
  readonly directory: string;
  /** Runs it; what it says is shown. Gives its exit code. */
  run(argv: readonly string[]): Promise<number>;
  /** Runs it for its answer, what it prints to stdout; empty where it fails. What it complains of is shown with `isTold`. */
  ask(argv: readonly string[], isTold?: boolean): Promise<string>;
}

/** `program`: the file of its command line, which Node runs. */
export function callSaltern(program: string, directory: string): Saltern {
  type Sink = 'inherit' | 'pipe' | 'ignore';
  const start = async (argv: readonly string[], stdout: Sink, stderr: Sink) => {
    // Starts node: this one. Arguments go as they are, no shell is between.
    const child = spawn(process.execPath, [program, ...argv], { cwd: directory, stdio: ['ignore', stdout, stderr] });
    const heard: Buffer[] = [];
    child.stdout?.on('data', (bytes: Buffer) => heard.push(bytes));
    const code = await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (end, signal) => resolve(end ?? 128 + constants.signals[signal ?? 'SIGKILL']));
    });
    return { code, stdout: Buffer.concat(heard).toString() };
  };
  return {
    directory,
    run: async (argv) => (await start(argv, 'inherit', 'inherit')).code,
    async ask(argv, isTold = false) {
      const { code, stdout } = await start(argv, 'pipe', isTold ? 'inherit' : 'ignore');
      return code === 0 ? stdout.trim() : '';
    },
  };
}
