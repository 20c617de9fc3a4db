import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import type { JsonObject } from '../../../src/base/json/json.ts';
import { SalternError } from '../../../src/contract/errors.ts';
import { splitLines } from '../../../src/base/text/split-lines.ts';
import { withinSignal } from '../../../src/base/wait/within-signal.ts';

interface Answer {
  readonly return?: unknown;
  readonly error?: { readonly desc?: string };
  readonly event?: string;
  readonly QMP?: unknown;
}

/** A conversation with QEMU in its own protocol: https://www.qemu.org/docs/master/interop/qmp-spec.html */
export class Monitor implements Disposable {
  readonly #socket: Socket;
  readonly #waiting: PromiseWithResolvers<unknown>[] = [];
  readonly #greeting = Promise.withResolvers<void>();
  #end: Error | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    const lines = splitLines((line) => this.#take(line));
    socket.setEncoding('utf8').on('data', lines.push);
    socket.on('error', () => undefined).on('close', () => this.#close());
    this.#greeting.promise.catch(() => undefined);
  }

  /** Throws ENGINE_FAILED when QEMU does not answer. Only one can talk at a time; a second one waits. */
  static async open(path: string, signal: AbortSignal): Promise<Monitor> {
    const socket = connect({ path });
    try {
      await once(socket, 'connect', { signal });
      const monitor = new Monitor(socket);
      await withinSignal(monitor.#greeting.promise, signal);
      await monitor.ask('qmp_capabilities', {}, signal);
      return monitor;
    } catch (cause) {
      socket.destroy();
      signal.throwIfAborted();
      throw new SalternError('ENGINE_FAILED', `QEMU does not answer at '${path}'`, {
        hint: 'It may have ended; run the instance again.',
        cause,
      });
    }
  }

  /** Sends a command and gives its answer. Throws ENGINE_FAILED with what QEMU says. */
  async ask(command: string, words: JsonObject, signal: AbortSignal): Promise<unknown> {
    const answer = Promise.withResolvers<unknown>();
    if (this.#end) answer.reject(this.#end);
    else this.#waiting.push(answer);
    this.#socket.write(`${JSON.stringify({ execute: command, arguments: words })}\n`);
    try {
      return await withinSignal(answer.promise, signal);
    } catch (cause) {
      signal.throwIfAborted();
      const said = cause instanceof Error ? cause.message : String(cause);
      throw new SalternError('ENGINE_FAILED', `QEMU refused '${command}': ${said}`, { cause });
    }
  }

  [Symbol.dispose](): void {
    this.#socket.destroy();
  }

  #take(line: string): void {
    const answer = parse(line);
    if (!answer || answer.event !== undefined) return;
    if (answer.QMP !== undefined) return this.#greeting.resolve();
    const waiting = this.#waiting.shift();
    if (answer.error) waiting?.reject(new Error(answer.error.desc ?? 'no reason given'));
    else waiting?.resolve(answer.return);
  }

  #close(): void {
    this.#end ??= new Error('QEMU has ended');
    this.#greeting.reject(this.#end);
    for (const waiting of this.#waiting.splice(0)) waiting.reject(this.#end);
  }
}

function parse(line: string): Answer | undefined {
  try {
    return JSON.parse(line) as Answer;
  } catch {
    return undefined;
  }
}
