import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import { ROOT } from '../root.ts';

/** A worker in a process of its own, which does nothing but take jobs and say that they passed. */
export interface FarmWorkerProcess extends AsyncDisposable {
  readonly name: string;
  /** What it said so far, line by line. */
  readonly said: readonly string[];
  /** Waits until it says something that begins so. */
  says(begin: string): Promise<string>;
  /** Lets go of what is held. */
  go(): void;
  /** Sends a signal: `SIGKILL`, `SIGSTOP`, `SIGCONT`. */
  signal(name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void;
}

export interface FarmWorkerOptions {
  readonly url: string;
  readonly name: string;
  /** How many jobs at once. Default 1. */
  readonly slots?: number;
  /** Milliseconds that a job takes; `held`: until `go` is called. Default 0. */
  readonly ms?: number | 'held';
}

/** Starts one, and waits until it is ready. Disposing lets it end what it is at, and waits for that. */
export async function startFarmWorker({ url, name, slots = 1, ms = 0 }: FarmWorkerOptions): Promise<FarmWorkerProcess> {
  const script = join(ROOT, 'test/support/farm-worker-process.ts');
  const worker = execa(process.execPath, [script, url, name, `${slots}`, `${ms}`], {
    buffer: false,
    reject: false,
    stderr: 'inherit',
  });
  const said: string[] = [];
  const waiting = new Set<() => void>();
  const look = (): void => waiting.forEach((one) => one());
  const lines = createInterface({ input: worker.stdout });
  lines.on('line', (line) => {
    said.push(line);
    look();
  });
  const says = (begin: string): Promise<string> => {
    const found = Promise.withResolvers<string>();
    const find = (): void => {
      const line = said.find((one) => one.startsWith(begin));
      if (line === undefined) return;
      waiting.delete(find);
      found.resolve(line);
    };
    waiting.add(find);
    find();
    return found.promise;
  };
  await says('ready');
  return {
    name,
    said,
    says,
    go: () => void worker.stdin.write('go\n'),
    signal: (signal) => void worker.kill(signal),
    async [Symbol.asyncDispose]() {
      worker.kill('SIGCONT');
      worker.stdin.end();
      await worker;
    },
  };
}
