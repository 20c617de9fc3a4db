import { z } from 'zod';
import { BaseError } from '../error/base-error.ts';
import { isPassingStatus } from '../fetch/is-passing-status.ts';
import { parseJson } from '../json/parse-json.ts';
import { MOST_BYTES } from '../files/size-limits.ts';
import { describeTrouble, showUrl } from '../web/describe-trouble.ts';
import { openWeb, type WebAnswer, type WebRequest } from '../web/open-web.ts';
import { waitUntil } from '../wait/wait-until.ts';
import { type Distribution, urlOf, wantsLogin } from './distribution.ts';
import { credentialsFor, type PulpAccess } from './read-access.ts';

/** A change that Pulp is to make. */
export interface PulpChange {
  readonly method: 'POST' | 'PATCH' | 'DELETE';
  /** Href, or a path below the API: `distributions/rpm/rpm/`. */
  readonly path: string;
  readonly body?: unknown;
  readonly signal: AbortSignal;
}

/** The API of one Pulp. Everything throws BaseError `transfer`, and the signal's reason. */
export interface Pulp {
  /** For sentences. */
  readonly title: string;
  /** What is at an href; undefined: nothing is there. */
  read<T>(href: string, schema: z.ZodType<T>, signal: AbortSignal): Promise<T | undefined>;
  /** All that a query finds, of all pages, at most some thousands. */
  list<T>(path: string, query: Readonly<Record<string, string>>, reading: ListReading<T>): Promise<readonly T[]>;
  /** Makes a change and waits for its task. Gives the hrefs of what it made. */
  change(change: PulpChange): Promise<readonly string[]>;
  /** What a distribution serves at a path of its repository; any status is an answer. */
  content(distribution: Distribution, path: string, signal: AbortSignal): Promise<WebAnswer>;
}

export interface ListReading<T> {
  readonly schema: z.ZodType<T>;
  readonly signal: AbortSignal;
}

const taskSchema = z.object({
  state: z.string(),
  error: z.object({ description: z.string().optional(), reason: z.string().optional() }).nullish(),
  created_resources: z.array(z.string().nullable()).default([]),
});

const postponedSchema = z.object({ task: z.string() });
const madeSchema = z.object({ pulp_href: z.string() });

const HINT = 'Is Pulp running? Check the address, the certificates and the network.';
const ENDED: ReadonlySet<string> = new Set(['completed', 'failed', 'canceled', 'skipped']);
/** Results of one page. */
const PAGE = 100;
const MOST_PAGES = 50;
/** Milliseconds in which a task that is given up may be called off. */
const CANCEL_MS = 10_000;

/** Opens the API; nothing is asked yet. */
export function openPulp(access: PulpAccess): Pulp {
  const { environment, tls, silenceMs } = access;
  const { send } = openWeb({ environment, tls, silenceMs, hint: HINT });
  const at = (path: string): URL => expectOwn(new URL(path, access.api), access);
  const ask = async (url: URL, request: WebRequest): Promise<Reply> => {
    const answer = await send(url, { ...request, credentials: credentialsFor(url, access) });
    return { url, status: answer.status, text: await readText(answer, url, request.signal) };
  };
  const read: Pulp['read'] = async (href, schema, signal) => {
    const reply = await ask(at(href), { method: 'GET', signal });
    return reply.status === 404 ? undefined : parseReply(reply, schema);
  };
  const line = { ask, at, read, limitMs: access.taskLimitMs };
  return {
    title: access.title,
    read,
    async list(path, query, { schema, signal }) {
      const found = [];
      const page = z.object({ next: z.string().nullish(), results: z.array(schema) });
      for (let turn = 0; turn < MOST_PAGES; turn++) {
        // Its own links to the next page have the address that a proxy gave it, which may not be ours.
        const search = new URLSearchParams({ ...query, limit: String(PAGE), offset: String(turn * PAGE) });
        const reply = await ask(at(`${path}?${search.toString()}`), { method: 'GET', signal });
        const { results, next } = parseReply(reply, page);
        found.push(...results);
        if (next === undefined || next === null) break;
      }
      return found;
    },
    async change({ path, signal, ...change }) {
      const reply = await ask(at(path), { ...change, signal });
      if (reply.status !== 202) {
        if (reply.status === 204) return [];
        return [parseReply(reply, madeSchema).pulp_href];
      }
      return await waitForTask(parseReply(reply, postponedSchema).task, line, signal);
    },
    content(distribution, path, signal) {
      // Its content server may be another one, which is why a login goes there only where a guard asks for it.
      const url = new URL(urlOf(distribution, path), access.api);
      return send(url, { credentials: credentialsFor(url, access, wantsLogin(distribution)), signal });
    },
  };
}

/** An href that begins with `//` or names a host leads away, and the login would follow. */
function expectOwn(url: URL, { api, title }: PulpAccess): URL {
  if (url.origin === api.origin) return url;
  throw new BaseError('transfer', `'${showUrl(url)}' is not of '${title}', so nothing is sent there`, {
    hint: "An href begins with one slash: '/pulp/api/v3/…'.",
  });
}

interface Line {
  readonly ask: (url: URL, request: WebRequest) => Promise<Reply>;
  readonly at: (path: string) => URL;
  readonly read: Pulp['read'];
  readonly limitMs: number;
}

interface Reply {
  readonly url: URL;
  readonly status: number;
  readonly text: string;
}

/** A task that is given up is called off: it must not be done later, when nobody expects it any more. */
async function waitForTask(href: string, line: Line, signal: AbortSignal): Promise<readonly string[]> {
  const { at, ask, read, limitMs } = line;
  const shown = showUrl(at(href));
  const ended = async (): Promise<z.infer<typeof taskSchema> | undefined> => {
    const task = await read(href, taskSchema, signal);
    if (task === undefined) throw new BaseError('transfer', `The task '${shown}' is gone`, { isTransient: true });
    return ENDED.has(task.state) ? task : undefined;
  };
  let task;
  try {
    task = await waitUntil(ended, { signal, intervalMs: 100, timeoutMs: limitMs });
  } finally {
    const call = { method: 'PATCH', body: { state: 'canceled' }, signal: AbortSignal.timeout(CANCEL_MS) } as const;
    if (task === undefined) await ask(at(href), call).catch(() => undefined);
  }
  if (task?.state === 'completed') return task.created_resources.filter((made) => made !== null);
  if (task === undefined) {
    throw new BaseError('transfer', `The task '${shown}' has not ended in ${limitMs / 1000} s`, {
      hint: "Look whether Pulp's workers run; 'task-limit' lets tasks take longer.",
      isTransient: true,
    });
  }
  const why = task.error?.description ?? task.error?.reason ?? 'it does not say why';
  throw new BaseError('transfer', `The task '${shown}' ended as ${task.state}: ${firstLine(why)}`, {
    hint: "Look at the log of Pulp's workers, and try again.",
    isTransient: true,
  });
}

async function readText({ body }: WebAnswer, url: URL, signal: AbortSignal): Promise<string> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const piece of body) {
      pieces.push(piece);
      bytes += piece.length;
      if (bytes > MOST_BYTES.record) throw new Error('it sends too much');
    }
  } catch (error) {
    signal.throwIfAborted();
    throw describeTrouble(url, error, HINT);
  }
  return Buffer.concat(pieces).toString();
}

function parseReply<T>({ url, status, text }: Reply, schema: z.ZodType<T>): T {
  if (status < 200 || status > 299) throw refused(url, status, text);
  const parsed = schema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new BaseError('transfer', `'${showUrl(url)}' does not answer as Pulp does: ${firstLine(text)}`, {
    hint: 'Is this the address of a Pulp 3?',
    cause: parsed.error,
  });
}

function refused(url: URL, status: number, text: string): BaseError {
  const said = firstLine(text);
  return new BaseError('transfer', `'${showUrl(url)}' answered ${status}${said === '' ? '' : `: ${said}`}`, {
    hint: hintFor(status),
    isTransient: isPassingStatus(status),
  });
}

function hintFor(status: number): string {
  if (status === 401 || status === 403)
    return "Check 'user-env' and 'password-env', and what that user may do in Pulp.";
  if (status === 400) return 'Check the names; what stands before Pulp also answers so to a wrong client certificate.';
  if (status >= 500) return 'Pulp has trouble; look at its log, and try again.';
  return 'Check the address and the names.';
}

const MOST_CHARACTERS = 300;

function firstLine(text: string): string {
  return (text.split('\n').find((line) => line.trim() !== '') ?? '').trim().slice(0, MOST_CHARACTERS);
}
