import type { Socket } from 'node:net';
import { Client, type Algorithms, type ServerHostKeyAlgorithm } from 'ssh2';
import { withinSignal } from '../../base/wait/within-signal.ts';
import { wrapChannel, type SshChannel } from './channel.ts';
import { DialError } from './dial-error.ts';

export interface LogInOptions {
  readonly user: string;
  /** Text of the key's file. */
  readonly privateKey: string;
  readonly hostKeys: readonly string[];
  readonly signal: AbortSignal;
}

/**
 * One TCP connection on which commands run side by side. (`Connection` is the contract's word for a way into a guest.)
 */
export interface SshLine {
  /** Starts a command line. Throws ChannelError. */
  start(command: string): Promise<SshChannel>;
  /** Resolved when the server has dealt with all that it was sent so far, or when the line is closed. */
  roundTrip(): Promise<void>;
  /** False as soon as the line is known to be broken or ended. */
  readonly isOpen: boolean;
  /** Resolved with the reason why it closed, a part of a sentence. */
  readonly closed: Promise<string>;
  end(): Promise<void>;
}

/** `refused`: no room for another command now. `not-started`: the line broke before. `lost`: it may run or not. */
export class ChannelError extends Error {
  override readonly name = 'ChannelError';
  readonly kind: 'refused' | 'not-started' | 'lost';

  constructor(kind: 'refused' | 'not-started' | 'lost', cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.kind = kind;
  }
}

const KEEPALIVE_MS = 10_000;
/** An emulated guest may stand still for 20 s. */
const KEEPALIVE_COUNT = 3;
const END_MS = 1000;

/** What costs an emulated guest least comes first; the rest is for guests with a policy of their own. */
const ALGORITHMS = {
  kex: ['curve25519-sha256', 'curve25519-sha256@libssh.org', 'ecdh-sha2-nistp256', 'diffie-hellman-group14-sha256'],
  cipher: ['aes128-gcm@openssh.com', 'chacha20-poly1305@openssh.com', 'aes256-gcm@openssh.com', 'aes256-ctr'],
  hmac: ['hmac-sha2-256-etm@openssh.com', 'hmac-sha2-512-etm@openssh.com', 'hmac-sha2-256', 'hmac-sha2-512'],
  compress: ['none'],
} satisfies Algorithms;

const HOST_KEY_ALGORITHMS: Readonly<Record<string, readonly ServerHostKeyAlgorithm[]>> = {
  'ssh-ed25519': ['ssh-ed25519'],
  'ecdsa-sha2-nistp256': ['ecdsa-sha2-nistp256'],
  'ssh-rsa': ['rsa-sha2-512', 'rsa-sha2-256'],
};

/** Logs in on a socket to a server that has begun to speak. Throws DialError, and the signal's reason when aborted. */
export async function logIn(socket: Socket, options: LogInOptions): Promise<SshLine> {
  const client = new Client();
  const accepted = new Set(options.hostKeys.map((key) => key.split(' ')[1]));
  let trouble: (Error & { readonly level?: string }) | undefined;
  let refusedKey: string | undefined;
  const ready = Promise.withResolvers<void>();
  ready.promise.catch(() => undefined);
  const closed = Promise.withResolvers<string>();
  client.once('ready', ready.resolve).on('error', (error) => {
    trouble ??= error;
    socket.destroy();
  });
  socket.once('end', () => socket.destroy());
  socket.once('close', () => {
    closed.resolve(trouble?.message ?? 'the other side closed it');
    ready.reject(explain());
  });
  try {
    client.connect({
      sock: socket,
      username: options.user,
      privateKey: options.privateKey,
      authHandler: ['publickey'],
      hostVerifier: (key: Buffer) => {
        const shown = key.toString('base64');
        if (!accepted.has(shown)) refusedKey = shown;
        return accepted.has(shown);
      },
      algorithms: {
        ...ALGORITHMS,
        serverHostKey: options.hostKeys.flatMap((key) => HOST_KEY_ALGORITHMS[key.split(' ')[0] ?? ''] ?? []),
      },
      keepaliveInterval: KEEPALIVE_MS,
      keepaliveCountMax: KEEPALIVE_COUNT,
      readyTimeout: 0,
    });
    await withinSignal(ready.promise, options.signal);
  } catch (error) {
    socket.destroy();
    options.signal.throwIfAborted();
    throw error instanceof DialError ? error : new DialError('final', String(error), error);
  }
  return openLine(client, socket, closed.promise);

  function explain(): DialError {
    if (refusedKey !== undefined) {
      return new DialError('final', `it shows another host key than the one it was given: ${refusedKey}`, trouble);
    }
    if (trouble?.level === 'client-authentication') {
      return new DialError('final', `it refuses the key for the user '${options.user}'`, trouble);
    }
    const isOver = /no matching/.test(trouble?.message ?? '');
    return new DialError(isOver ? 'final' : 'absent', trouble?.message ?? 'closed while logging in', trouble);
  }
}

function openLine(client: Client, socket: Socket, closed: Promise<string>): SshLine {
  return {
    closed,
    get isOpen() {
      return socket.writable && !socket.readableEnded;
    },
    start: (command) =>
      new Promise((resolve, reject) => {
        try {
          client.exec(command, (error, raw) => {
            if (error) reject(explainChannel(error));
            else resolve(wrapChannel(raw));
          });
        } catch (error) {
          reject(new ChannelError('not-started', error));
        }
      }),
    roundTrip: () =>
      new Promise((resolve) => {
        try {
          // The one request of ssh2's that changes nothing: no port is forwarded here.
          client.unforwardIn('', 0, () => resolve());
        } catch {
          resolve();
        }
      }),
    async end() {
      const timer = setTimeout(() => socket.destroy(), END_MS);
      client.end();
      socket.destroySoon();
      await closed;
      clearTimeout(timer);
    },
  };
}

/** ssh2 gives these errors no code: only their form tells them apart. */
function explainChannel(error: Error): ChannelError {
  if ('reason' in error) return new ChannelError('refused', error);
  return new ChannelError(error.message === 'No response from server' ? 'not-started' : 'lost', error);
}
