import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { hasCode } from '../../base/error/has-code.ts';
import { readFolder } from '../../base/files/read-folder.ts';
import { readText } from '../../base/files/read-regular.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import { parseJson } from '../../base/json/parse-json.ts';
import { printableJson } from '../../base/json/printable-json.ts';
import { shareLock, takeLock } from '../../base/lock/take-lock.ts';
import { waitUntil } from '../../base/wait/wait-until.ts';

/** Somebody in an instance: a person at a shell, or a command. */
export interface Session {
  /** `user@host` */
  readonly user: string;
  /** Of the saltern that holds the door. */
  readonly pid: number;
  /** ISO 8601. */
  readonly since: string;
}

export interface EnterOptions {
  readonly signal: AbortSignal;
  /** Called once when the instance is being removed. */
  readonly onWait: () => void;
}

/**
 * Who is in the instances of a project. That somebody is in one is a lock, which the kernel gives back however the
 * process ends: nobody who was killed keeps an instance.
 */
export interface InstanceSessions {
  /** Waits while the instance is being removed; disposing leaves. Throws the signal's reason. */
  enter(name: string, session: Session, options: EnterOptions): Promise<AsyncDisposable>;
  /** Keeps everybody out until it is disposed; undefined: somebody is in. */
  shutOut(name: string): Promise<Disposable | undefined>;
  /** Those who are in, as far as they can be told. */
  list(name: string): Promise<readonly Session[]>;
}

/** `locks`: folder of the project's lock files. `directory`: where it is written who is in. Both are made on demand. */
export function openInstanceSessions(directory: string, locks: string): InstanceSessions {
  const door = (name: string) => ({ directory: locks, key: `sessions of ${name}` });
  const startOf = (name: string) => `${encodeURIComponent(name)}@`;
  return {
    async enter(name, session, { signal, onWait }) {
      const lock = await waitUntil(
        tellOnce(() => shareLock(door(name)), onWait),
        { signal },
      );
      const file = join(directory, `${startOf(name)}${session.pid}.json`);
      // It only names who is in; that somebody is in, the lock says.
      await writeSession(directory, file, session).catch(() => undefined);
      return {
        async [Symbol.asyncDispose]() {
          await rm(file, { force: true }).catch(() => undefined);
          lock?.[Symbol.dispose]();
        },
      };
    },
    shutOut: (name) => takeLock(door(name)),
    async list(name) {
      const files = await readFolder(directory).catch(() => []);
      const own = files.filter((file) => file.startsWith(startOf(name)));
      const sessions = await Promise.all(own.map((file) => readSession(join(directory, file))));
      return sessions.filter((one) => one !== undefined).filter(({ pid }) => isAlive(pid));
    },
  };
}

/** A probe that calls `onWait` the first time it gives nothing. */
function tellOnce<T>(probe: () => Promise<T | undefined>, onWait: () => void): () => Promise<T | undefined> {
  let isTold = false;
  return async () => {
    const found = await probe();
    if (found === undefined && !isTold) onWait();
    isTold = true;
    return found;
  };
}

async function writeSession(directory: string, file: string, session: Session): Promise<void> {
  await mkdir(directory, { recursive: true });
  await writeFileAtomic(file, `${printableJson(session)}\n`);
}

const sessionSchema = z.object({ user: z.string(), pid: z.int().positive(), since: z.string() });

async function readSession(file: string): Promise<Session | undefined> {
  const text = await readText(file, MOST_BYTES.record).catch(() => '');
  return sessionSchema.safeParse(parseJson(text)).data;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process is one too.
    return hasCode(error, 'EPERM');
  }
}
