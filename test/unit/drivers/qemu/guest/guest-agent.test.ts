// Against a server of our own, as the fast half: test/integration/qemu-machines.test.ts speaks with the true agent.
import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { restartGuest } from '../../../../../drivers/qemu/guest/boot-machine.ts';
import { GuestAgent } from '../../../../../drivers/qemu/guest/guest-agent.ts';
import { lineServer, type LineServer } from '../line-server.ts';
import { bareMachine, scene } from '../scene.ts';

const calm = new AbortController().signal;

interface Question {
  readonly id: string;
  readonly line: string;
  readonly socket: Socket;
  answer(text: string): void;
}

/** Stands for the shell in the guest. */
async function agentServer(path: string, onQuestion: (question: Question) => void): Promise<LineServer> {
  return await lineServer(path, (text, socket) => {
    const [id = '', ...words] = text.split(' ');
    onQuestion({ id, line: words.join(' '), socket, answer: (said) => void socket.write(`@${id} ${said}\n`) });
  });
}

describe('the agent', () => {
  it('gives exit status and words of each line', async () => {
    using context = scene();
    const folder = await bareMachine(context);
    await using server = await agentServer(folder.agent, ({ line, answer }) =>
      answer(line === 'false' ? '1' : `0 did ${line}`),
    );
    using agent = await GuestAgent.open(server.path, calm);

    expect(await agent.ask('echo  a', calm)).toEqual({ code: 0, said: 'did echo  a' });
    expect(await agent.ask('false', calm)).toEqual({ code: 1, said: '' });
  });

  it('tells answers apart that come in another order, and noise between them', async () => {
    using context = scene();
    const folder = await bareMachine(context);
    const asked: Question[] = [];
    await using server = await agentServer(folder.agent, (question) => {
      asked.push(question);
      if (asked.length < 2) return;
      question.socket.write('noise\n@somebody 0 else\n');
      asked[1]?.answer('0 second');
      asked[0]?.answer('0 first');
    });
    using agent = await GuestAgent.open(server.path, calm);

    const answers = await Promise.all([agent.ask('one', calm), agent.ask('two', calm)]);

    expect(answers.map(({ said }) => said)).toEqual(['first', 'second']);
  });

  it('does not take the late answer of a question that somebody gave up', async () => {
    using context = scene();
    const folder = await bareMachine(context);
    const given: Question[] = [];
    await using server = await agentServer(folder.agent, (question) => {
      given.push(question);
      if (question.line === 'slow') return;
      // A virtio port gives what was said to whoever is connected now.
      question.socket.write(`@${given[0]?.id} 0 of slow\n`);
      question.answer('0 of quick');
    });
    const abort = new AbortController();
    const first = await GuestAgent.open(server.path, calm);
    const slow = first.ask('slow', abort.signal);
    await expect.poll(() => given.length).toBe(1);
    abort.abort(new Error('too slow'));
    await expect(slow).rejects.toThrow('too slow');
    first[Symbol.dispose]();

    using second = await GuestAgent.open(server.path, calm);

    expect(await second.ask('quick', calm)).toEqual({ code: 0, said: 'of quick' });
  });

  it('throws when the machine goes away, to everyone who waits and ever after', async () => {
    using context = scene();
    const folder = await bareMachine(context);
    await using server = await agentServer(folder.agent, ({ line, socket }) => {
      if (line === 'two') socket.destroy();
    });
    using agent = await GuestAgent.open(server.path, calm);

    const answers = await Promise.allSettled([agent.ask('one', calm), agent.ask('two', calm)]);

    expect(answers).toMatchObject([{ reason: { code: 'GUEST_GONE' } }, { reason: { code: 'GUEST_GONE' } }]);
    await expect(agent.ask('three', calm)).rejects.toMatchObject({ code: 'GUEST_GONE' });
  });

  it('cannot be opened where no machine is', async () => {
    using context = scene();
    const folder = await bareMachine(context);

    await expect(GuestAgent.open(folder.agent, calm)).rejects.toMatchObject({
      code: 'GUEST_GONE',
      message: expect.stringContaining(folder.agent),
    });
  });

  it('takes no more than a line', async () => {
    using context = scene();
    const folder = await bareMachine(context);
    await using server = await agentServer(folder.agent, () => undefined);
    using agent = await GuestAgent.open(server.path, calm);

    await expect(agent.ask('a\nb', calm)).rejects.toThrow(TypeError);
    expect(server.lines).toEqual([]);
  });
});

describe('restartGuest', () => {
  it('is done when the boot is another one', async () => {
    using context = scene();
    const folder = await bareMachine(context);
    const said: string[] = [];
    let boot = 'first-boot';
    await using _server = await agentServer(folder.agent, ({ line, socket, answer }) => {
      said.push(line);
      if (!line.includes('reboot')) return answer(`0 ${boot}`);
      boot = 'second-boot';
      // The old system goes, and its answer with it.
      socket.destroy();
    });

    await restartGuest(folder, calm);

    expect(said.filter((line) => line.includes('reboot'))).toHaveLength(1);
    expect(boot).toBe('second-boot');
  });

  it('restarts a machine whose first answer was lost', async () => {
    using context = scene();
    const folder = await bareMachine(context);
    const said: string[] = [];
    await using _server = await agentServer(folder.agent, ({ line, socket, answer }) => {
      said.push(line);
      if (said.length === 1) return void socket.destroy();
      if (line.includes('reboot')) return answer('0');
      answer(`0 ${said.some((one) => one.includes('reboot') && one !== said[0]) ? 'second' : 'first'}-boot`);
    });

    await restartGuest(folder, calm);

    expect(said.filter((line) => line === 'systemctl --no-block reboot')).toHaveLength(1);
  });
});
