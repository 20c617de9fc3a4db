import { chmod, mkdir, rm, stat, symlink } from 'node:fs/promises';
import { createWriteStream } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { extract } from 'tar-stream';
import type { Connection, ExecOptions, ExecResult } from '../../src/contract/connection.ts';
import { SalternError } from '../../src/contract/errors.ts';
import { collectOutput } from '../../src/base/text/collect-output.ts';
import { packTar } from '../../src/base/tar/pack-tar.ts';
import type { FakeConfig } from './config.ts';
import { execOnHost } from './exec-on-host.ts';
import type { Act } from './act-as-configured.ts';
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
      const found = findAnswer(config, argv);
      if (found === undefined && config.exec === 'host') return await execOnHost(argv, workdir, options);
      return await answer(found, options);
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
    loginCommand: (environment = {}) => {
      const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
      return ['env', ...variables, '/bin/sh', '-c', 'cd "$1" && exec /bin/sh', 'sh', root];
    },
    address: () => undefined,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

type Answer = FakeConfig['answers'][number];

function findAnswer({ answers }: FakeConfig, argv: readonly string[]): Answer | undefined {
  const line = argv.join(' ');
  return answers.find(({ match }) => new RegExp(match).test(line));
}

async function answer(found: Answer | undefined, options: ExecOptions): Promise<ExecResult> {
  const { signal, timeoutMs = Infinity } = options;
  const { code = 0, stdout = '', stderr = '', 'delay-ms': durationMs = 0 } = found ?? {};
  const timedOut = durationMs > timeoutMs;
  await delay(Math.min(durationMs, timeoutMs), undefined, signal ? { signal } : {}).catch(() =>
    signal?.throwIfAborted(),
  );
  if (timedOut) return { code: 124, stdout: '', stderr: '', timedOut, durationMs: timeoutMs };
  const output = collectOutput(options);
  output.stdout(Buffer.from(stdout));
  output.stderr(Buffer.from(stderr));
  return { code, ...output.end(), timedOut, durationMs };
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
