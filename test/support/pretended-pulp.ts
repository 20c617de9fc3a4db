import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** What is answered: JSON of an object, text and bytes as they are, or whatever a function does. */
export type PretendedAnswer =
  | Readonly<Record<string, unknown>>
  | string
  | Uint8Array
  | number
  | ((request: IncomingMessage, response: ServerResponse) => void);

/** A server that answers as a hostile Pulp might. */
export interface PretendedPulp extends AsyncDisposable {
  readonly url: string;
  /** Method and path of each request, and the credentials that came with it. */
  readonly seen: readonly SeenRequest[];
}

export interface SeenRequest {
  readonly asked: string;
  readonly login: string | undefined;
  readonly header: string | undefined;
}

/** `answers` by method and path, with query or without; a number is a status. Anything else is answered 404. */
export async function pretendPulp(
  answers: (url: string) => Readonly<Record<string, PretendedAnswer>>,
): Promise<PretendedPulp> {
  const seen: SeenRequest[] = [];
  const server = createServer((request, response) => {
    const { method = '', url: path = '', headers } = request;
    const header = headers['x-organization'];
    const asked = `${method} ${path}`;
    seen.push({ asked, login: headers.authorization, header: typeof header === 'string' ? header : undefined });
    const table = answers(url);
    give(table[asked] ?? table[asked.split('?')[0] ?? ''] ?? 404, request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const url = `http://127.0.0.1:${address.port}`;
  return {
    url,
    seen,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function give(answer: PretendedAnswer, request: IncomingMessage, response: ServerResponse): void {
  if (typeof answer === 'function') answer(request, response);
  else if (typeof answer === 'number') response.writeHead(answer).end();
  else if (typeof answer === 'string' || answer instanceof Uint8Array) response.writeHead(200).end(answer);
  else response.writeHead('task' in answer ? 202 : 200).end(JSON.stringify(answer));
}

const API = '/pulp/api/v3';
const HREF = `${API}/repositories/rpm/rpm/1/`;
const PUBLICATION = `${API}/publications/rpm/rpm/1/`;

/** Answers of an honest Pulp with one repository, `base9`, whose files are served below `/content/`. */
export function honestAnswers(url: string): Readonly<Record<string, PretendedAnswer>> {
  const page = (one: Readonly<Record<string, unknown>>) => ({ next: null, results: [one] });
  return {
    [`GET ${API}/repositories/rpm/rpm/`]: page({
      pulp_href: HREF,
      name: 'base9',
      latest_version_href: `${HREF}versions/1/`,
    }),
    [`GET ${API}/publications/rpm/rpm/`]: page({ pulp_href: PUBLICATION, pulp_created: '2026-11-22T01:30:00Z' }),
    [`GET ${API}/distributions/rpm/rpm/`]: page({
      pulp_href: `${API}/distributions/rpm/rpm/1/`,
      name: 'saltern-source-base9',
      base_url: `${url}/content/`,
      publication: PUBLICATION,
    }),
    'GET /content/repodata/repomd.xml': '<repomd/>',
  };
}
