import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../root.ts';

/** What an editor shows of a file: everything as people read it. */
export interface OpenedFile {
  /** Labels that are offered where the file has `‸`, which is taken out first. */
  complete(marked: string): Promise<readonly string[]>;
  /** What is shown of the word at `‸`. */
  hover(marked: string): Promise<string>;
  /** `LINE:COLUMN message` of each complaint. */
  diagnose(text: string): Promise<readonly string[]>;
}

/** A real yaml-language-server, spoken to over LSP as an editor does. */
export interface LanguageServer extends AsyncDisposable {
  /** A file in that folder; its first line says which schema it has. */
  open(path: string): OpenedFile;
}

type Message = { readonly id?: number; readonly method?: string; readonly params?: unknown; readonly result?: unknown };

/** Starts the server and shakes hands; disposing ends it. */
export async function startLanguageServer(): Promise<LanguageServer> {
  const main = join(ROOT, 'node_modules/yaml-language-server/bin/yaml-language-server');
  // Starts node: a development dependency of this project.
  const child = spawn(process.execPath, [main, '--stdio'], { stdio: 'pipe' });
  const wire = speak(child);
  await wire.ask('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities: {
      workspace: { configuration: true },
      textDocument: { completion: {}, hover: { contentFormat: ['markdown'] }, publishDiagnostics: {} },
    },
  });
  wire.tell('initialized', {});
  return {
    open: (path) => openFile(wire, pathToFileURL(path).href),
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    },
  };
}

type Wire = ReturnType<typeof speak>;

/** JSON-RPC with `Content-Length` before each message. */
function speak(child: ChildProcessWithoutNullStreams) {
  const waiting = new Map<number, (message: Message) => void>();
  const listeners = new Map<string, (params: unknown) => void>();
  let [pending, count] = [Buffer.alloc(0), 0];
  const send = (message: object): void => {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };
  const take = (message: Message): void => {
    const { id, method, params } = message;
    if (method === undefined) waiting.get(id ?? -1)?.(message);
    else if (id === undefined) listeners.get(method)?.(params);
    // The server asks for its settings: none of them needs the network.
    else send({ id, result: method === 'workspace/configuration' ? settingsFor(params) : null });
  };
  child.stdout.on('data', (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    for (;;) {
      const start = pending.indexOf('\r\n\r\n');
      const length = Number(/Content-Length: (\d+)/.exec(pending.subarray(0, Math.max(start, 0)).toString())?.[1]);
      if (start < 0 || pending.length < start + 4 + length) return;
      const body = pending.subarray(start + 4, start + 4 + length).toString();
      pending = pending.subarray(start + 4 + length);
      take(JSON.parse(body) as Message);
    }
  });
  return {
    tell: (method: string, params: object) => send({ method, params }),
    ask(method: string, params: object): Promise<unknown> {
      const id = ++count;
      const answer = new Promise<unknown>((resolve) => waiting.set(id, ({ result }) => resolve(result)));
      send({ id, method, params });
      return answer;
    },
    /** The next notification of that name which fits. */
    hear: <T>(method: string, fits: (params: T) => boolean): Promise<T> =>
      new Promise((resolve) => {
        listeners.set(method, (params) => {
          if (fits(params as T)) resolve(params as T);
        });
      }),
  };
}

function settingsFor(params: unknown): readonly unknown[] {
  const { items } = params as { readonly items: readonly { readonly section: string }[] };
  const yaml = { validate: true, hover: true, completion: true, schemaStore: { enable: false } };
  return items.map(({ section }) => (section === 'yaml' ? yaml : {}));
}

interface Diagnostics {
  readonly uri: string;
  readonly version?: number;
  readonly diagnostics: readonly { readonly message: string; readonly range: { readonly start: Position } }[];
}

interface Position {
  readonly line: number;
  readonly character: number;
}

function openFile(wire: Wire, uri: string): OpenedFile {
  let version = 0;
  const show = (text: string): void => {
    version += 1;
    const textDocument = { uri, languageId: 'yaml', version, text };
    if (version === 1) wire.tell('textDocument/didOpen', { textDocument });
    else wire.tell('textDocument/didChange', { textDocument: { uri, version }, contentChanges: [{ text }] });
  };
  const point = (marked: string): object => {
    const before = marked.slice(0, marked.indexOf('‸')).split('\n');
    show(marked.replace('‸', ''));
    const position: Position = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
    return { textDocument: { uri }, position };
  };
  return {
    async complete(marked) {
      const answer = await wire.ask('textDocument/completion', point(marked));
      const { items } = answer as { readonly items: readonly { readonly label: string }[] };
      return items.map(({ label }) => label);
    },
    async hover(marked) {
      const answer = await wire.ask('textDocument/hover', point(marked));
      return (answer as { readonly contents: { readonly value: string } } | null)?.contents.value ?? '';
    },
    async diagnose(text) {
      const heard = wire.hear<Diagnostics>('textDocument/publishDiagnostics', (params) => params.uri === uri);
      show(text);
      const { diagnostics } = await heard;
      return diagnostics.map(
        ({ message, range }) =>
          `${range.start.line + 1}:${range.start.character + 1} ${message.replaceAll(/\s+/g, ' ')}`,
      );
    },
  };
}
