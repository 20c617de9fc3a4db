import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { snapshotCommand } from '../../../../../drivers/qemu/machine/snapshot-command.ts';
import type { RepositoryUse } from '../../../../../src/contract/plan.ts';
import { scene, type Scene } from '../scene.ts';

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

interface SnapshotServer extends AsyncDisposable {
  /** Over a connection that is kept. */
  ask(path: string, options?: { readonly method?: string; readonly headers?: Record<string, string> }): Promise<Answer>;
  /** One process for each connection. */
  readonly processes: readonly ChildProcess[];
}

function use(repositories: readonly RepositoryUse[]) {
  return { id: '20261122T013000', digest: 'sha256:0', repositories };
}

/** Gives each connection to the command as its three streams, which is what QEMU does. */
async function serve(command: readonly string[]): Promise<SnapshotServer> {
  const [program = '', ...words] = command;
  const processes: ChildProcess[] = [];
  const listener = createServer({ pauseOnConnect: true }, (socket) => {
    // Starts node: the command that QEMU is given.
    processes.push(spawn(program, words, { stdio: [socket, socket, socket] }));
    socket.destroy();
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return {
    processes,
    ask: (path, { method = 'GET', headers = {} } = {}) =>
      new Promise((resolve, reject) => {
        const asking = request({ host: '127.0.0.1', port, path, method, headers, agent }, (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (piece: string) => (text += piece));
          response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
        });
        asking.on('error', reject).end();
      }),
    async [Symbol.asyncDispose]() {
      agent.destroy();
      listener.close();
      await Promise.all(processes.filter(({ exitCode }) => exitCode === null).map((one) => once(one, 'exit')));
    },
  };
}

/** A member with a few files, and a server for it. */
async function base9({ directory }: Scene): Promise<SnapshotServer> {
  const root = join(directory, "it's a mirror, =1", 'base9');
  await mkdir(join(root, 'repodata'), { recursive: true });
  await writeFile(join(root, 'repodata/repomd.xml'), '<repomd/>');
  await writeFile(join(root, 'a+b 1.rpm'), '0123456789');
  await writeFile(join(root, '.discinfo'), 'hidden');
  await symlink('a+b 1.rpm', join(root, 'link.rpm'));
  await writeFile(join(root, '../secret'), 'secret');
  const command = await snapshotCommand(
    use([{ name: 'base9', at: { kind: 'directory', path: root } }]),
    join(directory, 'snapshot.json'),
  );
  return await serve(command ?? []);
}

describe('the server of a snapshot', () => {
  it('gives files, their parts, and only their heads', async () => {
    using context = scene();
    await using server = await base9(context);

    const whole = await server.ask('/base9/repodata/repomd.xml?x=1');
    const part = await server.ask('/base9/a+b%201.rpm', { headers: { range: 'bytes=3-5' } });
    const head = await server.ask('/base9/a+b%201.rpm', { method: 'HEAD' });

    expect(whole).toMatchObject({ status: 200, text: '<repomd/>' });
    expect(part).toMatchObject({ status: 206, text: '345', headers: { 'content-range': 'bytes 3-5/10' } });
    expect(head).toMatchObject({ status: 200, text: '', headers: { 'content-length': '10' } });
  });

  it('answers one request after the other on the same connection, and ends with it', async () => {
    using context = scene();
    const server = await base9(context);

    const answers = [
      await server.ask('/base9/link.rpm'),
      await server.ask('/base9/none'),
      await server.ask('/base9/.discinfo'),
    ];
    await server[Symbol.asyncDispose]();

    expect(answers.map(({ status }) => status)).toEqual([200, 404, 200]);
    expect(answers[0]?.text).toBe('0123456789');
    expect(server.processes.map(({ exitCode }) => exitCode)).toEqual([0]);
  });

  it('does not find folders, nor what is no member', async () => {
    using context = scene();
    await using server = await base9(context);
    const folders = ['/', '/base9', '/base9/', '/base9/repodata', '/base9/repodata/'];
    const strangers = ['/other/repodata/repomd.xml', '/secret', '/%ff/x'];

    const answers: string[] = [];
    for (const path of [...folders, ...strangers]) answers.push(`${path} ${(await server.ask(path)).status}`);

    expect(answers).toEqual([...folders, ...strangers].map((path) => `${path} 404`));
  });

  it('lets nobody out of the member', async () => {
    using context = scene();
    await using server = await base9(context);
    const paths = [
      '/base9/../secret',
      '/base9/../../etc/passwd',
      '/base9/%2e%2e/secret',
      '/base9/%2e%2e%2fsecret',
      '/base9/repodata/../../secret',
      '/base9/repodata/%2e%2e/%2e%2e/secret',
      '/base9//etc/passwd',
      '/base9/..%5csecret',
      '/base9/%00',
      '/..%2fbase9/x',
    ];

    for (const path of paths) {
      const { status, text } = await server.ask(path);

      expect([400, 403, 404], path).toContain(status);
      expect(text, path).toBe('');
    }
    expect(server.processes).toHaveLength(1);
  });

  it('takes nothing', async () => {
    using context = scene();
    await using server = await base9(context);

    expect((await server.ask('/base9/link.rpm', { method: 'POST' })).status).toBe(405);
    expect((await server.ask('/base9/link.rpm', { method: 'DELETE' })).status).toBe(405);
    expect((await server.ask('/base9/link.rpm')).status).toBe(200);
  });

  it('says that a part is not there', async () => {
    using context = scene();
    await using server = await base9(context);

    expect((await server.ask('/base9/link.rpm', { headers: { range: 'bytes=10-' } })).status).toBe(416);
    expect((await server.ask('/base9/link.rpm')).status).toBe(200);
  });
});

describe('snapshotCommand', () => {
  it('is none where no member is a folder of this machine', async () => {
    using context = scene();
    const list = join(context.directory, 'snapshot.json');

    expect(await snapshotCommand(undefined, list)).toBeUndefined();
    expect(await snapshotCommand(use([{ name: 'a', at: { kind: 'http', url: 'http://x' } }]), list)).toBeUndefined();
  });

  it('is short however many members there are: QEMU cuts it after 1023 bytes', async () => {
    using context = scene();
    const list = join(context.directory, 'snapshot.json');
    const members = Array.from({ length: 30 }, (_, index) => ({
      name: `member${index}`,
      at: { kind: 'directory' as const, path: `/srv/${'deep/'.repeat(20)}${index}` },
    }));

    const command = await snapshotCommand(use(members), list);

    expect(command?.join(' ').length).toBeLessThan(600);
    expect(JSON.parse(await readFile(list, 'utf8'))).toEqual(members.map(({ name, at }) => [name, at.path]));
  });
});
