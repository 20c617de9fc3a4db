import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { SalternError } from '../../../src/contract/errors.ts';
import { splitLines } from '../../../src/base/text/split-lines.ts';
import { withinSignal } from '../../../src/base/wait/within-signal.ts';

/** What a line of shell came to. */
export interface AgentAnswer {
  readonly code: number;
  /** Both streams, white space run together. */
  readonly said: string;
}

/**
 * The root shell that waits at a virtio port of the guest. It needs no network and no key, and answers as soon as the
 * guest has started it: a line sent before waits in the port, so nobody has to poll.
 */
export class GuestAgent implements Disposable {
  readonly #socket: Socket;
  readonly #waiting = new Map<string, PromiseWithResolvers<AgentAnswer>>();
  #end: Error | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    const lines = splitLines((line) => this.#take(line));
    socket.setEncoding('utf8').on('data', lines.push);
    socket.on('error', () => undefined).on('close', () => this.#close());
  }

  static async open(path: string, signal: AbortSignal): Promise<GuestAgent> {
    const socket = connect({ path });
    try {
      await once(socket, 'connect', { signal });
    } catch (cause) {
      socket.destroy();
      signal.throwIfAborted();
      throw new SalternError('GUEST_GONE', `The machine does not take a connection at '${path}'`, {
        hint: 'It may have ended; run the instance again.',
        cause,
      });
    }
    return new GuestAgent(socket);
  }

  /** Runs one line of POSIX sh as root; it waits until the guest takes it. */
  async ask(line: string, signal: AbortSignal): Promise<AgentAnswer> {
    if (line.includes('\n')) throw new TypeError('the agent takes one line');
    if (this.#end) throw this.#end;
    // Of this question alone: an answer that nobody waited for comes to whoever connects next.
    const id = randomUUID();
    const answer = Promise.withResolvers<AgentAnswer>();
    answer.promise.catch(() => undefined);
    this.#waiting.set(id, answer);
    this.#socket.write(`${id} ${line}\n`);
    return await withinSignal(answer.promise, signal);
  }

  [Symbol.dispose](): void {
    this.#socket.destroy();
  }

  #take(line: string): void {
    const [, id = '', code = '', said = ''] = /^@(\S+) (\d+) ?(.*)$/.exec(line) ?? [];
    this.#waiting.get(id)?.resolve({ code: Number(code), said });
    this.#waiting.delete(id);
  }

  #close(): void {
    this.#end ??= new SalternError('GUEST_GONE', 'The machine closed its port');
    for (const waiting of this.#waiting.values()) waiting.reject(this.#end);
    this.#waiting.clear();
  }
}
