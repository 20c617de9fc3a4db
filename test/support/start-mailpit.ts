import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { findCacheDirectory } from '../testbed/host/cache.ts';
import { createSteps } from '../testbed/host/steps.ts';
import { ensureMailpit } from '../testbed/mailpit/ensure-mailpit.ts';

const header = z.record(z.string(), z.array(z.string()));
const list = z.object({ messages: z.array(z.object({ ID: z.string() })) });
const whole = z.object({
  Subject: z.string(),
  Date: z.string(),
  Text: z.string(),
  HTML: z.string(),
  To: z.array(z.object({ Address: z.string() })),
});

/** A mail as it arrived. */
export interface ArrivedMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly to: readonly string[];
  /** All headers by name, as the server read them. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
}

/** A real mail server on loopback; disposing ends it. */
export interface MailServer extends AsyncDisposable {
  readonly port: number;
  /** What arrived so far, oldest first. */
  mails(): Promise<readonly ArrivedMail[]>;
}

const START_MS = 60_000;

/** Starts mailpit with further arguments of its own; what it says is in the error where it does not start. */
export async function startMailpit(more: readonly string[] = []): Promise<MailServer> {
  const program = await ensureMailpit({
    steps: createSteps((text) => process.stderr.write(text)),
    cacheDirectory: findCacheDirectory(process.env),
    environment: process.env,
  });
  const folder = await mkdtemp(join(tmpdir(), 'saltern-mailpit-'));
  const [smtp, web] = [await freePort(), await freePort()];
  const argv = ['--smtp', `127.0.0.1:${smtp}`, '--listen', `127.0.0.1:${web}`, '--database', join(folder, 'mails.db')];
  // Starts any program: mailpit, from the cache of the testbed.
  const child = spawn(program, [...argv, '--disable-version-check', ...more], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => (said += bytes.toString()));
  const over = new Promise<void>((resolve) => child.once('error', () => resolve()).once('close', () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await over;
    await rm(folder, { recursive: true, force: true });
  };
  const ask = async (path: string): Promise<unknown> => (await fetch(`http://127.0.0.1:${web}/api/v1/${path}`)).json();
  const deadline = performance.now() + START_MS;
  while (
    !(await ask('info').then(
      () => true,
      () => false,
    ))
  ) {
    if (child.exitCode === null && performance.now() < deadline) await delay(50);
    else {
      await stop();
      throw new Error(`mailpit did not start: ${said}`);
    }
  }
  return {
    port: smtp,
    async mails() {
      const { messages } = list.parse(await ask('messages?limit=200'));
      return Promise.all(messages.toReversed().map(({ ID }) => readMail(ID, ask)));
    },
    [Symbol.asyncDispose]: stop,
  };
}

async function readMail(id: string, ask: (path: string) => Promise<unknown>): Promise<ArrivedMail> {
  const { Subject, Text, HTML, To } = whole.parse(await ask(`message/${id}`));
  const headers = header.parse(await ask(`message/${id}/headers`));
  return { subject: Subject, text: Text, html: HTML, to: To.map(({ Address }) => Address), headers };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new TypeError('no port');
  return address.port;
}
