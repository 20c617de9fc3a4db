import { setTimeout as delay } from 'node:timers/promises';
import { SalternError } from '../../contract/errors.ts';
import { waitUntil } from '../../base/wait/wait-until.ts';
import { withinSignal } from '../../base/wait/within-signal.ts';
import type { SshChannel } from './channel.ts';
import { ChannelError, type SshLine } from './client.ts';
import { guestGone, openLine } from './open-line.ts';
import { limitSlots, type Slots } from '../../base/wait/limit-slots.ts';
import { nameTarget, type SshTarget } from './ssh-target.ts';

/** sshd lets ten commands run on a line (`MaxSessions`); commands that end others must find a slot as well. */
const COMMANDS = 8;
const KILLERS = 2;
const RECONNECT_MS = 20_000;
/**
 * How long we wait for the start of a command that is not wanted any more: only once it has started can it be ended.
 */
const START_GRACE_MS = 5000;
/** A machine that ends breaks its lines a moment before it is gone. */
const GONE_MS = 1000;

/** A command line that was started, and the line it runs on. */
export interface StartedCommand {
  readonly channel: SshChannel;
  readonly line: SshLine;
}

/** Tries, and milliseconds between two, where sshd has no room though nothing of ours runs any more. */
const MOST_TRIES = 40;
const AGAIN_MS = 50;

/** The line to one machine, made again when it broke. */
export class SshSession implements AsyncDisposable {
  readonly target: SshTarget;
  readonly #privateKey: string;
  readonly #closing = new AbortController();
  readonly #slots: Readonly<Record<'command' | 'killer', Slots>> = {
    command: limitSlots(COMMANDS),
    killer: limitSlots(KILLERS),
  };
  /** One for each command that sshd counts; resolved when the command has ended or could not begin. */
  readonly #lives = new Set<Promise<unknown>>();
  /** Whether a command has ended on it: one that allows none refuses the first. */
  #hasEnded = false;
  #line: SshLine;
  #dialing: Promise<SshLine> | undefined;

  constructor(target: SshTarget, privateKey: string, line: SshLine) {
    this.target = target;
    this.#privateKey = privateKey;
    this.#line = line;
  }

  /** Leave to run a command, given back by disposing it. Throws the signal's reason, and when the session is closed. */
  async takeSlot(kind: 'command' | 'killer', signal: AbortSignal | undefined): Promise<Disposable> {
    return await this.#slots[kind].take(this.#within(signal));
  }

  /** Starts a command line; the caller holds a slot. Throws GUEST_GONE, SSH_FAILED and the signal's reason. */
  async start(command: string, doing: string, signal: AbortSignal | undefined): Promise<StartedCommand> {
    const within = this.#within(signal);
    let isSecond = false;
    let idle = 0;
    for (;;) {
      const line = await this.#openLine(within);
      const starting = this.#occupy(line.start(command));
      try {
        return { channel: await hearOut(starting, within), line };
      } catch (error) {
        starting.then(
          (channel) => channel.close(),
          () => undefined,
        );
        within.throwIfAborted();
        if (!(error instanceof ChannelError)) throw error;
        if (error.kind === 'refused') {
          idle = this.#lives.size > 0 ? 0 : idle + 1;
          await this.#awaitRoom(within, error, idle);
        } else if (error.kind === 'lost' || isSecond) throw await this.explainLoss(line, doing);
        else isSecond = true;
      }
    }
  }

  /** Why a command ended without word of how it ended. */
  async explainLoss(line: SshLine, doing: string): Promise<unknown> {
    if (this.#closing.signal.aborted) return this.#closing.signal.reason;
    try {
      const gone = await waitUntil(async () => ((await this.target.isAlive()) ? undefined : true), {
        signal: this.#closing.signal,
        intervalMs: GONE_MS / 2,
        timeoutMs: GONE_MS,
      });
      if (gone) return guestGone(this.target);
    } catch (error) {
      return error;
    }
    const reason = line.isOpen ? 'sshd dropped the command' : await line.closed;
    return new SalternError(
      'SSH_FAILED',
      `The SSH connection to ${nameTarget(this.target)} broke while ${doing}: ${reason}`,
      {
        hint: 'The machine may have restarted, or its sshd; `saltern logs NAME` shows its console.',
        isTransient: true,
      },
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort(
      new SalternError('SSH_FAILED', `The connection to ${nameTarget(this.target)} was closed by saltern`),
    );
    await this.#dialing?.then(
      (line) => line.end(),
      () => undefined,
    );
    await this.#line.end();
  }

  #within(signal: AbortSignal | undefined): AbortSignal {
    return signal ? AbortSignal.any([signal, this.#closing.signal]) : this.#closing.signal;
  }

  async #openLine(signal: AbortSignal): Promise<SshLine> {
    signal.throwIfAborted();
    if (this.#line.isOpen) return this.#line;
    this.#dialing ??= this.#dial().finally(() => (this.#dialing = undefined));
    return await withinSignal(this.#dialing, signal);
  }

  async #dial(): Promise<SshLine> {
    this.#line = await openLine(this.target, {
      privateKey: this.#privateKey,
      timeoutMs: RECONNECT_MS,
      signal: this.#closing.signal,
    });
    return this.#line;
  }

  #occupy(starting: Promise<SshChannel>): Promise<SshChannel> {
    const life = starting.then(
      async (channel) => {
        await channel.closed;
        this.#hasEnded = true;
      },
      () => undefined,
    );
    this.#lives.add(life);
    // Taken out before the refusal is passed on: whoever waits then, waits for other commands.
    return starting
      .catch((error: unknown) => {
        this.#lives.delete(life);
        throw error;
      })
      .finally(() => void life.finally(() => this.#lives.delete(life)));
  }

  /**
   * A machine may allow fewer commands at once than we thought: then the next one waits for the end of another, and where
   * none is left, for sshd, which counts one a moment longer than we do. `idle`: refusals in a row while none was left.
   */
  async #awaitRoom(signal: AbortSignal, refusal: ChannelError, idle: number): Promise<void> {
    if (idle === 0) return void (await withinSignal(Promise.race(this.#lives), signal));
    if (!this.#hasEnded || idle > MOST_TRIES) {
      throw new SalternError('SSH_FAILED', `${nameTarget(this.target)} refuses to run a command over SSH`, {
        hint: "Look at 'MaxSessions' of its sshd, and at sshd's log.",
        details: [refusal.message],
        cause: refusal,
      });
    }
    await withinSignal(delay(AGAIN_MS), signal);
  }
}

async function hearOut(starting: Promise<SshChannel>, signal: AbortSignal): Promise<SshChannel> {
  try {
    return await withinSignal(starting, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    return await withinSignal(starting, AbortSignal.timeout(START_GRACE_MS));
  }
}
