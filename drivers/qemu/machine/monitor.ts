import type { Socket } from 'node:net';
import { z } from 'zod';
import type { JsonObject } from '../../../src/base/json/json.ts';
import { parseJson } from '../../../src/base/json/parse-json.ts';
import { withinSignal } from '../../../src/base/wait/within-signal.ts';
import { SalternError } from '../../../src/contract/errors.ts';
import { connectSocket, listenToLines, type LineSocket } from './line-socket.ts';

const answerSchema = z.object({
  return: z.unknown().optional(),
  error: z.object({ desc: z.string().optional() }).optional(),
  event: z.string().optional(),
  QMP: z.unknown().optional(),
});

/** A conversation with QEMU in its own protocol: https://www.qemu.org/docs/master/interop/qmp-spec.html */
export class Monitor implements Disposable {
  readonly #lines: LineSocket;
  readonly #waiting: PromiseWithResolvers<unknown>[] = [];
  readonly #greeting = Promise.withResolvers<void>();
  #end: Error | undefined;

  private constructor(socket: Socket) {
    this.#lines = listenToLines(socket, { onLine: (line) => this.#take(line), onClose: () => this.#close() });
    this.#greeting.promise.catch(() => undefined);
  }

  /** Throws ENGINE_FAILED when QEMU does not answer. Only one monitor can be open at a time; a second one waits. */
  static async open(path: string, signal: AbortSignal): Promise<Monitor> {
    let monitor: Monitor | undefined;
    try {
      monitor = new Monitor(await connectSocket(path, signal));
      await withinSignal(monitor.#greeting.promise, signal);
      await monitor.ask('qmp_capabilities', {}, signal);
      return monitor;
    } catch (cause) {
      monitor?.[Symbol.dispose]();
      signal.throwIfAborted();
      throw new SalternError('ENGINE_FAILED', `QEMU does not answer at '${path}'`, {
        hint: 'Run the instance again; QEMU may have ended.',
        cause,
      });
    }
  }

  /** Sends a command and gives its answer. Throws ENGINE_FAILED with what QEMU says. */
  async ask(command: string, words: JsonObject, signal: AbortSignal): Promise<unknown> {
    const answer = Promise.withResolvers<unknown>();
    if (this.#end) answer.reject(this.#end);
    else this.#waiting.push(answer);
    this.#lines.say(JSON.stringify({ execute: command, arguments: words }));
    try {
      return await withinSignal(answer.promise, signal);
    } catch (cause) {
      signal.throwIfAborted();
      const said = cause instanceof Error ? cause.message : String(cause);
      throw new SalternError('ENGINE_FAILED', `QEMU refused '${command}': ${said}`, { cause });
    }
  }

  [Symbol.dispose](): void {
    this.#lines[Symbol.dispose]();
  }

  #take(line: string): void {
    const { data: answer } = answerSchema.safeParse(parseJson(line));
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
