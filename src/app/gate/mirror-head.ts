import { spawn } from 'node:child_process';
import { access, appendFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { hasCode } from '../../base/error/has-code.ts';
import { readTail } from '../../base/files/read-tail.ts';
import { printableJson } from '../../base/json/printable-json.ts';
import { awaitProcess } from '../../base/process/await-process.ts';
import { endGroupWith } from '../../base/process/end-group.ts';
import type { AuditMirror } from '../../config/project.ts';
import type { AuditHead } from '../../contract/audit.ts';
import { parseHead } from '../../snapshot/root/audit-head.ts';
import type { Services } from '../services.ts';

/** A mirror that does not answer holds nobody up for longer, milliseconds. */
const ANSWER_MS = 10_000;
/** Bytes of an answer, or of the end of a file, that are read: thousands of heads. */
const MOST_BYTES = 1024 * 1024;

/** Sends the head of the log to its mirror. Throws what stood in the way. */
export async function sendHead(services: Services, mirror: AuditMirror, head: AuditHead): Promise<void> {
  const text = `${printableJson(head)}\n`;
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

/** The heads that the mirror has, oldest first, as far as it gives them. Throws what stood in the way. */
export async function readMirror(services: Services, mirror: AuditMirror): Promise<readonly AuditHead[]> {
  const lines = (await readText(services, mirror)).split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => {
    const head = parseHead(line);
    if (head === undefined) throw new Error('it has what is no head of a log');
    return head;
  });
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

async function ask({ signal }: Services, url: string, question: Question): Promise<string> {
  const response = await fetch(url, {
    ...question,
    headers: { 'content-type': 'application/json' },
    signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]),
  });
  const text = await response.text();
  if (question.method === 'GET' && response.status === 404) return '';
  if (!response.ok) throw new Error(`it answered ${response.status}`);
  return keepEnd(text);
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
  using _end = endGroupWith(AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]), child.pid);
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
