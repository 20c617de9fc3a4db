import { spawn } from 'node:child_process';
import { access, appendFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { hasCode } from '../../base/error/has-code.ts';
import { basic, loginOf } from '../../base/fetch/basic-login.ts';
import { withoutCredentials } from '../../base/fetch/parse-location.ts';
import { readTail } from '../../base/files/read-tail.ts';
import { printableJson } from '../../base/json/printable-json.ts';
import { awaitProcess } from '../../base/process/await-process.ts';
import { endGroupWith } from '../../base/process/end-group.ts';
import { withinSignal } from '../../base/wait/within-signal.ts';
import { showUrl } from '../../base/web/describe-trouble.ts';
import { openLine } from '../../base/web/open-line.ts';
import type { AuditMirror } from '../../config/project.ts';
import type { AuditHead } from '../../contract/audit.ts';
import { parseHead } from '../../snapshot/root/audit-head.ts';
import type { Services } from '../services.ts';

/** How long a mirror may take. Tests have less patience. */
export interface MirrorTimes {
  /** One that does not answer holds nobody up for longer, milliseconds. */
  readonly answerMs: number;
  /** After so many people are told what is waited for, milliseconds. */
  readonly tellMs: number;
}

const TIMES: MirrorTimes = { answerMs: 10_000, tellMs: 1000 };
/** Bytes of an answer, or of the end of a file, that are read: thousands of heads. */
const MOST_BYTES = 1024 * 1024;

/** Sends the head of the log to its mirror. Throws what stood in the way. */
export async function sendHead(
  services: Services,
  mirror: AuditMirror,
  head: AuditHead,
  times: MirrorTimes = TIMES,
): Promise<void> {
  await inTime(services, times, (within) => sendText(within, mirror, `${printableJson(head)}\n`));
}

/** The heads that the mirror has, oldest first, as far as it gives them. Throws what stood in the way. */
export async function readMirror(
  services: Services,
  mirror: AuditMirror,
  times: MirrorTimes = TIMES,
): Promise<readonly AuditHead[]> {
  const text = await inTime(services, times, (within) => readText(within, mirror));
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => {
    const head = parseHead(line);
    if (head === undefined) throw new Error('it has what is no head of a log');
    return head;
  });
}

/** `work` with a signal that ends it in time: also a file on a drive that hangs, which nothing else ends. */
async function inTime<T>(
  services: Services,
  { answerMs, tellMs }: MirrorTimes,
  work: (within: Services) => Promise<T>,
): Promise<T> {
  const late = AbortSignal.timeout(answerMs);
  const signal = AbortSignal.any([services.signal, late]);
  const limit = `${answerMs / 1000} s`;
  const word = setTimeout(() => services.tell(`waiting for the mirror of the log, ${limit} at most`), tellMs);
  try {
    return await withinSignal(work({ ...services, signal }), signal);
  } catch (error) {
    services.signal.throwIfAborted();
    throw late.aborted ? new Error(`it did not answer in ${limit}`) : error;
  } finally {
    clearTimeout(word);
  }
}

async function sendText(services: Services, mirror: AuditMirror, text: string): Promise<void> {
  switch (mirror.kind) {
    case 'file':
      return await appendFile(mirror.path, text);
    case 'url':
      return void (await ask(services, mirror.url, { method: 'POST', body: text }));
    case 'command':
      return void (await runMirror(services, [...mirror.argv, 'keep'], text));
    default:
      return mirror satisfies never;
  }
}

async function readText(services: Services, mirror: AuditMirror): Promise<string> {
  switch (mirror.kind) {
    case 'file':
      return await readTail(mirror.path, MOST_BYTES).catch(async (error: unknown) => {
        if (!hasCode(error, 'ENOENT')) throw error;
        // It got nothing yet; a disk that is not mounted is not that.
        await access(dirname(mirror.path));
        return '';
      });
    case 'url':
      return await ask(services, mirror.url, { method: 'GET' });
    case 'command':
      return await runMirror(services, [...mirror.argv, 'show'], '');
    default:
      return mirror satisfies never;
  }
}

interface Question {
  readonly method: 'GET' | 'POST';
  readonly body?: string;
}

/** Redirects are not followed: a POST would arrive as a GET, and nobody would have the head. */
async function ask({ environment, signal }: Services, text: string, question: Question): Promise<string> {
  const url = new URL(text);
  const headers = { 'content-type': 'application/json', ...basic(loginOf(url)) };
  const sendOnce = openLine({ environment });
  const message = await sendOnce(withoutCredentials(url), { ...question, headers, signal });
  let said = '';
  for await (const piece of message.setEncoding('utf8')) said = keepEnd(`${said}${piece}`);
  const { statusCode: status = 0 } = message;
  if (question.method === 'GET' && status === 404) return '';
  if (status >= 200 && status <= 299) return said;
  const isDenied = status === 401 || status === 403;
  throw new Error(`'${showUrl(url)}' answered ${status}${isDenied ? ', so see to user and password in its url' : ''}`);
}

async function runMirror(
  { cwd, environment, signal }: Services,
  argv: readonly string[],
  input: string,
): Promise<string> {
  const [program = '', ...rest] = argv;
  // Starts any program: the project names it.
  const child = spawn(program, rest, {
    cwd,
    env: { ...environment },
    detached: true,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  using _end = endGroupWith(signal, child.pid);
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said = keepEnd(said + text);
  });
  // It need not read what it gets.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const { code, signal: ended } = await awaitProcess(child);
  if (code !== 0) throw new Error(`'${program}' ended with ${code ?? ended}`);
  return said;
}

/** A first line that is cut is left out. */
function keepEnd(text: string): string {
  return text.length <= MOST_BYTES ? text : text.slice(-MOST_BYTES).replace(/^[^\n]*\n/, '');
}
