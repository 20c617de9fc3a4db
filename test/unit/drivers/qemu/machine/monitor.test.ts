// Against a server of our own, as the fast half: test/integration/qemu-machines.test.ts speaks with the true QEMU.
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Monitor } from '../../../../../drivers/qemu/machine/monitor.ts';
import { forwardedPort } from '../../../../../drivers/qemu/machine/forwarded-port.ts';
import { restoreMemory } from '../../../../../drivers/qemu/saved/saved-memory.ts';
import { lineServer, type LineServer } from '../line-server.ts';
import { scene, type Scene } from '../scene.ts';

interface Command {
  readonly execute: string;
  readonly arguments: Record<string, unknown>;
}

const calm = new AbortController().signal;

const tell = (socket: Socket, answer: unknown): void => void socket.write(`${JSON.stringify(answer)}\r\n`);
const greet = (socket: Socket): void => tell(socket, { QMP: { version: {}, capabilities: ['oob'] } });

/** Speaks QMP as QEMU does; what a command comes to is the test's. */
async function qmp(context: Scene, onCommand: (command: Command, socket: Socket) => void): Promise<LineServer> {
  const onLine = (line: string, socket: Socket): void => {
    const command = JSON.parse(line) as Command;
    if (command.execute === 'qmp_capabilities') tell(socket, { return: {} });
    else onCommand(command, socket);
  };
  return await lineServer(join(context.directory, 'qmp'), onLine, greet);
}

describe('a monitor', () => {
  it('gives the answer of each command, in their order', async () => {
    using context = scene();
    await using server = await qmp(context, (command, socket) => tell(socket, { return: command }));
    using monitor = await Monitor.open(server.path, calm);

    const [one, other] = await Promise.all([
      monitor.ask('query-status', {}, calm),
      monitor.ask('screendump', { filename: '/a b' }, calm),
    ]);

    expect(one).toEqual({ execute: 'query-status', arguments: {} });
    expect(other).toEqual({ execute: 'screendump', arguments: { filename: '/a b' } });
  });

  it('passes over events and over what is no JSON', async () => {
    using context = scene();
    await using server = await qmp(context, (_command, socket) => {
      tell(socket, { event: 'STOP', timestamp: {} });
      socket.write('half a word\r\n');
      tell(socket, { return: 'after' });
    });
    using monitor = await Monitor.open(server.path, calm);

    expect(await monitor.ask('stop', {}, calm)).toBe('after');
  });

  it('understands an answer that comes in pieces', async () => {
    using context = scene();
    await using server = await qmp(context, (_command, socket) => {
      const bytes = Buffer.from('{"return":"größer"}\r\n');
      socket.write(bytes.subarray(0, 14));
      setImmediate(() => socket.write(bytes.subarray(14)));
    });
    using monitor = await Monitor.open(server.path, calm);

    expect(await monitor.ask('query', {}, calm)).toBe('größer');
  });

  it('throws what QEMU says against a command, and can go on', async () => {
    using context = scene();
    await using server = await qmp(context, ({ execute }, socket) =>
      tell(socket, execute === 'cont' ? { return: {} } : { error: { class: 'GenericError', desc: 'no such file' } }),
    );
    using monitor = await Monitor.open(server.path, calm);

    await expect(monitor.ask('migrate', {}, calm)).rejects.toMatchObject({
      code: 'ENGINE_FAILED',
      message: "QEMU refused 'migrate': no such file",
    });
    expect(await monitor.ask('cont', {}, calm)).toEqual({});
  });

  it('throws when QEMU ends in the middle, and ever after', async () => {
    using context = scene();
    await using server = await qmp(context, (_command, socket) => socket.destroy());
    using monitor = await Monitor.open(server.path, calm);

    const ended = { code: 'ENGINE_FAILED', message: expect.stringContaining('QEMU has ended') };
    await expect(monitor.ask('stop', {}, calm)).rejects.toMatchObject(ended);
    await expect(monitor.ask('cont', {}, calm)).rejects.toMatchObject(ended);
  });

  it('throws the reason of an abort, and the answer that comes late is nobody else’s', async () => {
    using context = scene();
    const late: Socket[] = [];
    await using server = await qmp(context, ({ execute }, socket) => {
      if (execute === 'slow') return void late.push(socket);
      tell(late[0] ?? socket, { return: 'of slow' });
      tell(socket, { return: 'of quick' });
    });
    using monitor = await Monitor.open(server.path, calm);
    const abort = new AbortController();

    const slow = monitor.ask('slow', {}, abort.signal);
    await expect.poll(() => late.length).toBe(1);
    abort.abort(new Error('Ctrl-C'));

    await expect(slow).rejects.toThrow('Ctrl-C');
    expect(await monitor.ask('quick', {}, calm)).toBe('of quick');
  });

  it('cannot be opened where nobody listens, or nobody greets', async () => {
    using context = scene();
    await using closing = await lineServer(
      join(context.directory, 'closing'),
      () => undefined,
      (socket) => socket.destroy(),
    );

    const failure = (path: string) => ({ code: 'ENGINE_FAILED', message: `QEMU does not answer at '${path}'` });
    const nowhere = join(context.directory, 'nowhere');
    await expect(Monitor.open(nowhere, calm)).rejects.toMatchObject(failure(nowhere));
    await expect(Monitor.open(closing.path, calm)).rejects.toMatchObject(failure(closing.path));
  });

  it('stops waiting for a greeting when aborted', async () => {
    using context = scene();
    await using silent = await lineServer(join(context.directory, 'silent'), () => undefined);
    const abort = new AbortController();

    const opening = Monitor.open(silent.path, abort.signal);
    setImmediate(() => abort.abort(new Error('Ctrl-C')));

    await expect(opening).rejects.toThrow('Ctrl-C');
  });
});

describe('forwardedPort', () => {
  const table = [
    '  VLAN -1 (net):',
    '  Protocol[State]    FD  Source Address  Port   Dest. Address  Port RecvQ SendQ',
    '  TCP[HOST_FORWARD]  13       127.0.0.1 40293       10.0.2.15 22022     0     0',
    '  UDP[236 sec]       14       10.0.2.15 68      10.0.2.2 67     0     0',
  ].join('\r\n');

  it('reads the port that QEMU forwards', async () => {
    using context = scene();
    await using server = await qmp(context, (command, socket) => {
      expect(command).toEqual({ execute: 'human-monitor-command', arguments: { 'command-line': 'info usernet' } });
      tell(socket, { return: table });
    });
    using monitor = await Monitor.open(server.path, calm);

    expect(await forwardedPort(monitor, calm)).toBe(40293);
  });

  it('says so when there is none', async () => {
    using context = scene();
    await using server = await qmp(context, (_command, socket) => tell(socket, { return: 'VLAN -1 (net):\r\n' }));
    using monitor = await Monitor.open(server.path, calm);

    await expect(forwardedPort(monitor, calm)).rejects.toMatchObject({ code: 'ENGINE_FAILED' });
  });
});

describe('restoreMemory', () => {
  function migration(context: Scene, last: unknown): Promise<LineServer> {
    let asked = 0;
    return qmp(context, ({ execute }, socket) => {
      if (execute !== 'query-migrate') return tell(socket, { return: {} });
      asked += 1;
      tell(socket, { return: asked < 3 ? { status: 'active' } : last });
    });
  }

  it('waits until the state is taken up, and then lets the machine run', async () => {
    using context = scene();
    await using server = await migration(context, { status: 'completed' });
    using monitor = await Monitor.open(server.path, calm);

    await restoreMemory(monitor, "/cache/it's/devices", calm);

    const commands = server.lines.map((line) => JSON.parse(line) as Command);
    expect(commands.map(({ execute }) => execute)).toEqual([
      'qmp_capabilities',
      'migrate-set-capabilities',
      'migrate-incoming',
      'query-migrate',
      'query-migrate',
      'query-migrate',
      'cont',
    ]);
    expect(commands[2]?.arguments).toEqual({ uri: String.raw`exec:cat '/cache/it'\''s/devices'` });
  });

  it('throws why it failed, and does not let it run', async () => {
    using context = scene();
    await using server = await migration(context, { status: 'failed', 'error-desc': 'load of migration failed' });
    using monitor = await Monitor.open(server.path, calm);

    await expect(restoreMemory(monitor, '/devices', calm)).rejects.toMatchObject({
      code: 'ENGINE_FAILED',
      message: expect.stringContaining('load of migration failed'),
    });
    expect(server.lines.join()).not.toContain('"cont"');
  });
});
