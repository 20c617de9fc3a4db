import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { withinSignal } from '../../../src/base/wait/within-signal.ts';
import { SalternError } from '../../../src/contract/errors.ts';
import { connectSocket, listenToLines, type LineSocket } from '../machine/line-socket.ts';

/** The result of a line of shell. */
export interface AgentAnswer {
  readonly code: number;
  /** Both streams, white space run together. */
  readonly said: string;
}

/**
 * The root shell that waits at a virtio port of the guest. It needs no network and no key, and answers as soon as the
 * guest has started it: a line that was sent before waits in the port, so there is no polling.
 */
export class GuestAgent implements Disposable {
  readonly #lines: LineSocket;
  readonly #waiting = new Map<string, PromiseWithResolvers<AgentAnswer>>();
  #end: Error | undefined;

  private constructor(socket: Socket) {
    this.#lines = listenToLines(socket, { onLine: (line) => this.#take(line), onClose: () => this.#close() });
  }

  static async open(path: string, signal: AbortSignal): Promise<GuestAgent> {
    const socket = await connectSocket(path, signal).catch((cause: unknown) => {
      signal.throwIfAborted();
      throw new SalternError('GUEST_GONE', `The machine does not take a connection at '${path}'`, {
        hint: 'Run the instance again; the machine may have ended.',
        cause,
      });
    });
    return new GuestAgent(socket);
  }

  /** Runs one line of POSIX sh as root; the line waits until the guest takes it. */
  async ask(line: string, signal: AbortSignal): Promise<AgentAnswer> {
    if (line.includes('\n')) throw new TypeError('the agent takes one line');
    if (this.#end) throw this.#end;
    // Each question has an id: an answer that nobody waited for comes to whoever connects next.
    const id = randomUUID();
    const answer = Promise.withResolvers<AgentAnswer>();
    answer.promise.catch(() => undefined);
    this.#waiting.set(id, answer);
    this.#lines.say(`${id} ${line}`);
    return await withinSignal(answer.promise, signal);
  }

  [Symbol.dispose](): void {
    this.#lines[Symbol.dispose]();
  }

  #take(line: string): void {
    const [, id = '', code = '', said = ''] = /^@(\S+) (\d+) ?(.*)$/.exec(line) ?? [];
    this.#waiting.get(id)?.resolve({ code: Number(code), said });
    this.#waiting.delete(id);
  }

  #close(): void {
    this.#end ??= new SalternError('GUEST_GONE', 'The machine closed the port of its shell');
    for (const waiting of this.#waiting.values()) waiting.reject(this.#end);
    this.#waiting.clear();
  }
}
