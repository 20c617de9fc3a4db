import { spawn } from 'node:child_process';
import { chmod, mkdir, rm, stat, symlink } from 'node:fs/promises';
import { createWriteStream } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { extract } from 'tar-stream';
import type { Connection, ExecOptions, ExecResult } from '../../src/contract/connection.ts';
import { SalternError } from '../../src/contract/errors.ts';
import { packTar } from '../../src/connect/pack-tar.ts';
import type { FakeConfig } from './config.ts';
import type { Act } from './mischief.ts';
import { listTree } from './list-tree.ts';

interface FakeInstance {
  readonly root: string;
  readonly instance: string;
  readonly config: FakeConfig;
}

const NEVER = new AbortController().signal;

/** The way into a folder that pretends to be a machine; its `/` is `root/` there. */
export function fakeConnection({ root, instance, config }: FakeInstance, act: Act): Connection {
  const inside = (path: string): string => join(root, posix.resolve('/', path));
  const requireThere = async (): Promise<void> => {
    const there = await stat(root).catch(() => undefined);
    if (!there) throw new SalternError('GUEST_GONE', `The instance '${instance}' is not there any more`);
  };
  return {
    async exec(argv, options = {}) {
      await act('exec', instance, config, options.signal ?? NEVER);
      await requireThere();
      const workdir = inside(options.workdir ?? '/');
      return config.exec === 'host'
        ? await execOnHost(argv, workdir, options)
        : await answerFrom(config, argv, options);
    },
    async put(tar, remote, options) {
      await act('put', instance, config, options?.signal ?? NEVER);
      await requireThere();
      try {
        await unpack(tar, inside(remote), options?.signal);
      } catch (error) {
        options?.signal?.throwIfAborted();
        const reason = error instanceof Error ? error.message : String(error);
        throw new SalternError('UPLOAD_FAILED', `Could not unpack into '${remote}': ${reason}`, { cause: error });
      }
    },
    async get(remote, options) {
      options?.signal?.throwIfAborted();
      await requireThere();
      const path = inside(remote);
      if (!(await stat(path).catch(() => undefined)))
        throw new SalternError('UPLOAD_FAILED', `Could not read '${remote}': it is not there`);
      return packTar(await listTree(path, posix.basename(remote)));
    },
    loginCommand: () => ['/bin/sh', '-c', 'cd "$1" && exec /bin/sh', 'sh', root],
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

async function answerFrom(config: FakeConfig, argv: readonly string[], options: ExecOptions): Promise<ExecResult> {
  const { signal, timeoutMs = Infinity } = options;
  const line = argv.join(' ');
  const found = config.answers.find(({ match }) => new RegExp(match).test(line));
  const { code = 0, stdout = '', stderr = '', 'delay-ms': durationMs = 0 } = found ?? {};
  const timedOut = durationMs > timeoutMs;
  await delay(Math.min(durationMs, timeoutMs), undefined, signal ? { signal } : {}).catch(() =>
    signal?.throwIfAborted(),
  );
  if (timedOut) return { code: 124, stdout: '', stderr: '', timedOut, durationMs: timeoutMs };
  if (stdout !== '') options.onStdout?.(stdout);
  if (stderr !== '') options.onStderr?.(stderr);
  return { code, stdout, stderr, timedOut, durationMs };
}

async function execOnHost(argv: readonly string[], workdir: string, options: ExecOptions): Promise<ExecResult> {
  const { signal, timeoutMs, stdin, environment } = options;
  signal?.throwIfAborted();
  await mkdir(workdir, { recursive: true });
  const startedAt = performance.now();
  const [program = '', ...words] = argv;
  const texts = { stdout: '', stderr: '' };
  const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
  // Starts any program: what an instance would be asked to run.
  // A group of its own, so that its children end with it.
  const child = spawn(program, words, {
    cwd: workdir,
    env: { PATH: path, ...environment },
    detached: true,
    stdio: 'pipe',
  });
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    texts.stdout += text;
    options.onStdout?.(text);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    texts.stderr += text;
    options.onStderr?.(text);
  });
  child.stdin.on('error', () => undefined);
  if (typeof stdin === 'object') stdin.pipe(child.stdin);
  else child.stdin.end(stdin ?? '');
  let timedOut = false;
  const end = (): void => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
  };
  const timer = setTimeout(
    () => {
      timedOut = true;
      end();
    },
    Math.min(timeoutMs ?? 2 ** 31 - 1, 2 ** 31 - 1),
  );
  signal?.addEventListener('abort', end, { once: true });
  try {
    const code = await new Promise<number>((resolve) => {
      child.once('error', (error) => {
        texts.stderr += `${error.message}\n`;
        resolve(127);
      });
      child.once('close', (status) => resolve(status ?? 137));
    });
    signal?.throwIfAborted();
    return { ...texts, code: timedOut ? 124 : code, timedOut, durationMs: performance.now() - startedAt };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', end);
  }
}

async function unpack(tar: Readable, target: string, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  await mkdir(target, { recursive: true });
  const entries = extract();
  const reading = pipeline(tar, entries, signal ? { signal } : {});
  reading.catch(() => undefined);
  for await (const entry of entries) {
    const { name, type, mode, linkname } = entry.header;
    // Nothing in the tar may leave the folder.
    const path = join(target, posix.resolve('/', name));
    await mkdir(dirname(path), { recursive: true });
    if (type === 'directory') await mkdir(path, { recursive: true });
    else await rm(path, { force: true });
    if (type === 'symlink') await symlink(linkname ?? '', path);
    if (type === 'file' || type === null) await pipeline(entry, createWriteStream(path));
    else entry.resume();
    if (type !== 'symlink' && mode !== undefined) await chmod(path, mode & 0o7777);
  }
  await reading;
}
