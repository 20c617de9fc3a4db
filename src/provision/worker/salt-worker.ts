import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import type { Connection, ExecResult } from '../../contract/connection.ts';
import { LEAST_SECRET } from '../../base/secret/hidden-forms.ts';
import { SalternError } from '../../contract/errors.ts';
import { splitLines } from '../../base/text/split-lines.ts';
import { NO_SALT, workerCommand } from './worker-command.ts';
import { parseWorkerEvent, type WorkerCommand, type WorkerEvent } from './worker-protocol.ts';
import { workerSource } from './worker-source.ts';

const STDERR_LINES = 20;
/** How long the worker may take to end by itself once its stdin is closed. */
const GRACE_MS = 5_000;

export interface WorkerOptions {
  readonly signal: AbortSignal;
  /** For messages. */
  readonly instance: string;
  /** Whether it only takes files in, and ends then without Salt imported. Default false. */
  readonly isForUpload?: boolean;
  output(text: string, stream: 'stdout' | 'stderr'): void;
  /** Told of values that are secret from now on; gives those that cannot be hidden. Default: nobody is told. */
  hide?(values: readonly string[]): readonly string[];
}

interface Program {
  readonly argv: readonly string[];
  /** What the command reads from stdin before all else. */
  readonly source: Buffer;
}

/**
 * The worker of `guest/` running in a guest: commands go in, events come out in order. Disposing ends it and what it
 * runs.
 */
export class SaltWorker implements AsyncDisposable {
  readonly #connection: Connection;
  readonly #options: WorkerOptions;
  readonly #stdin = new PassThrough();
  readonly #stop = new AbortController();
  readonly #events: WorkerEvent[] = [];
  readonly #lastLines: string[] = [];
  readonly #run: Promise<void>;
  readonly #lines = splitLines((line) => {
    const event = parseWorkerEvent(line);
    if (event) this.#hear(event);
  });
  #end: { readonly result: ExecResult } | { readonly error: unknown } | undefined;
  #wake: () => void = () => {};

  private constructor(connection: Connection, program: Program, options: WorkerOptions) {
    this.#connection = connection;
    this.#options = options;
    // A broken pipe does not say why; how the command ended does.
    this.#stdin.on('error', () => {});
    this.#stdin.write(program.source);
    this.#run = connection
      .exec(program.argv, {
        stdin: this.#stdin,
        signal: this.#stop.signal,
        onStdout: (text) => this.#read(text),
        onStderr: (text) => this.#keep(text),
        keepsOutput: false,
      })
      .then(
        (result) => this.#finish({ result }),
        (error: unknown) => this.#finish({ error }),
      );
  }

  /** Returns as soon as the command has been sent. */
  static async start(connection: Connection, options: WorkerOptions): Promise<SaltWorker> {
    const source = await workerSource({ isForUpload: options.isForUpload ?? false });
    const argv = await workerCommand(source.length);
    options.signal.throwIfAborted();
    return new SaltWorker(connection, { argv, source }, options);
  }

  /** The next event. Throws `SALT_MISSING`, `SALT_TROUBLE`, what the connection threw, or the signal's reason. */
  async next(): Promise<WorkerEvent> {
    const { signal } = this.#options;
    for (;;) {
      signal.throwIfAborted();
      const event = this.#events.shift();
      if (event?.event === 'trouble')
        throw this.#trouble(event.kind === 'import' ? 'SALT_TROUBLE' : 'UPLOAD_FAILED', event.message);
      if (event) return event;
      if (this.#end) throw await this.#explainEnd(this.#end);
      await this.#change(signal);
    }
  }

  /** Sends a command and the bytes that belong to it, no faster than the guest takes them. */
  async send(command: WorkerCommand, frames?: AsyncIterable<Buffer>): Promise<void> {
    this.#stdin.write(`${JSON.stringify(command)}\n`);
    for await (const chunk of frames ?? []) {
      if (this.#end) return;
      if (!this.#stdin.write(chunk)) await Promise.race([once(this.#stdin, 'drain'), this.#run]);
    }
  }

  /** The last lines of what Salt said, to explain an error. */
  get lastLines(): readonly string[] {
    return this.#lastLines;
  }

  /** `SALT_TROUBLE` with the last lines of what Salt said. */
  trouble(message: string): SalternError {
    return this.#trouble('SALT_TROUBLE', message);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stdin.end();
    const timer = setTimeout(() => this.#stop.abort(), GRACE_MS);
    await this.#run;
    clearTimeout(timer);
  }

  #read(text: string): void {
    this.#lines.push(text);
    this.#wake();
  }

  /** What is secret, and what is said, at once: whoever asks for the next event may do so later. */
  #hear(event: WorkerEvent): void {
    if (event.event === 'secrets') this.#hide(event.values);
    else if (event.event === 'said') this.#keep(event.text);
    else this.#events.push(event);
  }

  #hide(values: readonly string[]): void {
    const shown = this.#options.hide?.(values) ?? [];
    if (shown.length === 0) return;
    const what = shown.length === 1 ? 'a value' : `${shown.length} values`;
    this.#keep(`${what} that GPG had encrypted cannot be hidden: fewer than ${LEAST_SECRET} characters\n`);
  }

  #keep(text: string): void {
    const clean = stripVTControlCharacters(text);
    this.#lastLines.push(...clean.split('\n').filter((line) => line.trim() !== ''));
    this.#lastLines.splice(0, this.#lastLines.length - STDERR_LINES);
    this.#options.output(clean, 'stderr');
  }

  #finish(end: { readonly result: ExecResult } | { readonly error: unknown }): void {
    this.#end = end;
    this.#wake();
  }

  #change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.#wake = wake;
      signal.addEventListener('abort', wake);
    });
  }

  async #explainEnd(end: { readonly result: ExecResult } | { readonly error: unknown }): Promise<unknown> {
    if ('error' in end) return end.error;
    const { signal, instance } = this.#options;
    if (end.result.code === NO_SALT) {
      return new SalternError('SALT_MISSING', `No 'salt-call' was found in '${instance}'`, {
        hint: "Say where Salt comes from with 'salt', for example a version, or use an image that holds it.",
      });
    }
    // A guest that goes takes the worker with it, and then that is the reason.
    const isThere = await this.#connection.exec(['true'], { signal }).then(
      ({ code }) => code === 0,
      () => false,
    );
    signal.throwIfAborted();
    if (!isThere) return new SalternError('GUEST_GONE', `'${instance}' went away while Salt was running in it`);
    return this.trouble(`Salt ended unexpectedly in '${instance}', exit status ${end.result.code}`);
  }

  #trouble(code: 'SALT_TROUBLE' | 'UPLOAD_FAILED', message: string): SalternError {
    const [first = message, ...details] = message.trim().split('\n');
    return new SalternError(code, details.length > 0 ? (details.at(-1) ?? first) : first, {
      details: details.length > 0 ? message.trim().split('\n') : this.#lastLines,
    });
  }
}
