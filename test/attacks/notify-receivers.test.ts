import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { Receiver } from '../../src/contract/notify.ts';
import type { Sending } from '../../src/report/notify/send/sending.ts';
import { sendMessage } from '../../src/report/notify/send/send-message.ts';
import { hookServer, type Reply } from '../support/hook-server.ts';
import { sampleMessage, sampleNews } from '../support/sample-message.ts';
import { kindReply, smtpServer, type SmtpReply } from '../support/smtp-server.ts';

const SECRETS = {
  HOOK_URL: '',
  SMTP_PASSWORD: 'pa$$ word/of=mail',
  HOOK_SECRET: 'key of the hook',
  PATH: process.env['PATH'],
};

/** `tryMs`: milliseconds of one try; default: as for people. */
async function send(
  receiver: Receiver['way'],
  {
    environment = SECRETS,
    tryMs,
  }: { readonly environment?: Record<string, string | undefined>; readonly tryMs?: number | undefined } = {},
): Promise<Sending> {
  const sender = {
    signal: new AbortController().signal,
    now: () => Date.UTC(2026, 10, 26),
    tryMs,
    directory: process.cwd(),
    environment,
    secrets: Object.values({ ...environment, PATH: undefined }).filter((value) => value !== undefined),
  };
  return await sendMessage({ name: 'attacked', way: receiver }, sampleMessage(), sender);
}

/** Short for those that wait for the end of the try on purpose. */
function tryFor(words: string): number | undefined {
  return words.includes('within') ? 300 : undefined;
}

function why(sending: Sending): string {
  return sending.kind === 'sent' ? 'sent' : `${sending.kind}: ${sending.why}`;
}

/** Writes as long as somebody reads. */
function flood(response: ServerResponse): void {
  const more = (): void => {
    while (!response.destroyed && response.write('x'.repeat(64 * 1024)));
    if (!response.destroyed) response.once('drain', more);
  };
  more();
}

describe('a hostile or broken HTTP receiver', () => {
  const cases: readonly (readonly [string, Reply, string])[] = [
    ['never answers', () => undefined, 'later: .* did not answer within 0.3 s'],
    [
      'sends a byte now and then',
      (response) => void response.writeHead(500).write('x'),
      'later: .* did not answer within 0.3 s',
    ],
    [
      'answers without end',
      (response) => {
        response.writeHead(400);
        flood(response);
      },
      'refused: .* answered 400: x{200}… .1800 more characters.',
    ],
    [
      'takes it, and then talks without end',
      (response) => {
        response.writeHead(200);
        flood(response);
      },
      'sent',
    ],
    [
      'has headers without end',
      (response) => response.writeHead(200, { long: 'x'.repeat(40_000) }).end(),
      'later: .*headers without end',
    ],
    ['breaks off', (response) => response.destroy(), 'later: .*it broke the connection off'],
    [
      'sends us elsewhere',
      (response) => response.writeHead(307, { location: 'http://127.0.0.1:9/' }).end(),
      'refused: .* sends us elsewhere .307.',
    ],
    ['is not sure', 418, 'refused: .* answered 418'],
    ['wants no more for now', 429, 'later: .* answered 429'],
    ['is in trouble', 502, 'later: .* answered 502'],
    [
      'answers with orders to a terminal',
      (response) => response.writeHead(400).end('\u001b[2J\u202egone\r\nX: y'),
      'refused: .* answered 400: �gone X: y',
    ],
  ];

  it.each(cases)('that %s is bounded and named', async (_, reply, words) => {
    await using hooks = await hookServer([reply]);

    const sending = await send({ to: 'webhook', url: { url: hooks.url } }, { tryMs: tryFor(words) });

    expect(why(sending)).toMatch(new RegExp(`^${words}`, 's'));
  });

  it.each([
    ['seconds', '7', 7000],
    ['a time by its own clock', 'Thu, 26 Nov 2026 00:00:09 GMT', 9000],
    ['a time long ago', 'Thu, 01 Jan 1970 00:00:00 GMT', 0],
    ['nonsense', '-5 or so', undefined],
  ])('that asks to wait is heard where it says %s', async (_, after, afterMs) => {
    const headers = { 'retry-after': after, date: 'Thu, 26 Nov 2026 00:00:00 GMT' };
    await using hooks = await hookServer([(response) => response.writeHead(429, headers).end()]);

    const sending = await send({ to: 'webhook', url: { url: hooks.url } });

    expect(sending.kind === 'later' && sending.afterMs).toBe(afterMs);
  });

  it('that quotes its own secret address and key shows neither', async () => {
    await using hooks = await hookServer([
      (response) => response.writeHead(401).end('no /workflows/abcdef?sig=tops3cret here; key of the hook'),
    ]);
    const url = `${hooks.url}/workflows/abcdef?sig=tops3cret`;

    const sending = await send(
      { to: 'webhook', url: { urlEnv: 'HOOK_URL' }, secretEnv: 'HOOK_SECRET' },
      { environment: { ...SECRETS, HOOK_URL: url } },
    );

    expect(why(sending)).toMatch(
      /^refused: 'http:\/\/127\.0\.0\.1:\d+' answered 401: no \/\*\*\*\?\*\*\* here; \*\*\*$/,
    );
  });

  it.each([
    ['is not set', undefined, "refused: the variable 'HOOK_URL' is not set"],
    ['is empty', '', "refused: the variable 'HOOK_URL' is not set"],
    ['holds no address', 'tops3cret', 'refused: its address is no http(s) URL'],
    ['names a file', 'file:///etc/passwd', 'refused: its address is no http(s) URL'],
    [
      'cannot be sent to',
      'http://127.0.0.1:1/',
      "refused: 'http://127.0.0.1:1' cannot be reached: nothing is ever sent to that port",
    ],
  ])('whose variable %s is named without its value', async (_, url, words) => {
    const sending = await send({ to: 'teams', urlEnv: 'HOOK_URL' }, { environment: { ...SECRETS, HOOK_URL: url } });

    expect(why(sending)).toContain(words);
    expect(why(sending)).not.toContain('tops3cret');
  });
});

it('an HTTP receiver that is not there is named by its host alone', async () => {
  const hooks = await hookServer();
  await hooks[Symbol.asyncDispose]();
  const url = `http://user:tops3cret@127.0.0.1:${hooks.port}/tops3cret`;

  const sending = await send({ to: 'teams', urlEnv: 'HOOK_URL' }, { environment: { ...SECRETS, HOOK_URL: url } });

  expect(why(sending)).toBe(`later: 'http://127.0.0.1:${hooks.port}' cannot be reached: nobody listens there`);
});

describe('a hostile or broken mail server', () => {
  const to = (port: number, more: Partial<Extract<Receiver['way'], { to: 'mail' }>['smtp']> = {}): Receiver['way'] => ({
    to: 'mail',
    from: 'saltern@fleet.example',
    recipients: ['team@fleet.example'],
    smtp: { host: '127.0.0.1', port, tls: 'auto', ...more },
  });
  const cases: readonly (readonly [string, SmtpReply, string])[] = [
    ['never greets', () => undefined, 'later: .* did not take it within 0.3 s'],
    [
      'falls silent',
      kindReply((line) => (line.startsWith('RCPT') ? '' : undefined)),
      'later: .* did not take it within 0.3 s',
    ],
    ['does not want us', (line) => (line === '' ? '554 go away\r\n' : undefined), 'refused: .*554 go away'],
    ['is busy', (line) => (line === '' ? '421 try later' : undefined), 'later: .*421 try later'],
    [
      'does not know the reader',
      kindReply((line) => (line.startsWith('RCPT') ? '550 who?' : undefined)),
      'refused: .*550 who',
    ],
    ['has no room', kindReply((line) => (line.startsWith('RCPT') ? '452 full' : undefined)), 'later: .*452 full'],
    [
      'talks without end',
      (line, socket) => {
        if (line === '') for (let n = 0; n < 2000; n++) socket.write(`220-${'x'.repeat(1000)}\r\n`);
        return undefined;
      },
      'later: ',
    ],
    [
      'breaks off',
      (line, socket) => {
        if (line.startsWith('MAIL')) socket.destroy();
        return kindReply()(line, socket);
      },
      'later: ',
    ],
  ];

  it.each(cases)('that %s is bounded and named', async (_, reply, words) => {
    await using server = await smtpServer(reply);

    const sending = await send(to(server.port), { tryMs: tryFor(words) });

    expect(why(sending)).toMatch(new RegExp(`^${words}`, 's'));
  });

  it('that offers no TLS gets no password', async () => {
    await using server = await smtpServer(kindReply());

    const sending = await send(to(server.port, { user: 'saltern', passwordEnv: 'SMTP_PASSWORD' }));

    expect(why(sending)).toBe(`refused: '127.0.0.1:${server.port}' takes no STARTTLS, which the settings ask for`);
    expect(server.heard.join('\n')).not.toMatch(/AUTH|MAIL/);
  });

  it('that quotes the password shows none of it', async () => {
    const quote = `535 not ${SECRETS.SMTP_PASSWORD}`;
    await using server = await smtpServer(kindReply((line) => (line.startsWith('AUTH') ? quote : undefined)));

    const sending = await send(to(server.port, { user: 'saltern', passwordEnv: 'SMTP_PASSWORD', tls: 'none' }));

    expect(why(sending)).toMatch(/^refused: .*535 not \*\*\*/);
  });

  it('that takes it for some of its readers is named with those that it does not', async () => {
    const isOdd = (line: string): boolean => line.startsWith('RCPT') && line.includes('odd@');
    await using server = await smtpServer(kindReply((line) => (isOdd(line) ? '550 who?' : undefined)));

    const sending = await send({
      ...to(server.port),
      recipients: ['team@fleet.example', 'odd@fleet.example'],
    } as Receiver['way']);

    expect(sending).toEqual({ kind: 'sent', note: `'127.0.0.1:${server.port}' did not take it for odd@fleet.example` });
  });
});

describe('a hostile or broken command', () => {
  it.each([
    ['is not there', ['/no/such/program'], "refused: '/no/such/program' cannot be started: ENOENT"],
    ['is a folder', ['/tmp'], "refused: '/tmp' cannot be started: EACCES"],
    ['fails', ['sh', '-c', 'echo first; echo "no \u001b[31mway" >&2; exit 3'], "refused: 'sh' ended with 3: no way"],
    ['wants another try', ['sh', '-c', 'exit 75'], "later: 'sh' ended with 75"],
    ['is killed', ['sh', '-c', 'kill -9 $$'], "refused: 'sh' ended with SIGKILL"],
    [
      'never ends, and has started others',
      ['sh', '-c', 'sleep 1000 & sleep 1000'],
      "later: 'sh' did not end within 0.3 s",
    ],
    ['talks without end', ['sh', '-c', 'while :; do echo noise; done'], "later: 'sh' did not end within 0.3 s"],
    ['leaves a daemon behind that holds its output', ['sh', '-c', 'sleep 1 & exit 0'], 'sent'],
    ['does not read what it gets', ['true'], 'sent'],
    ['quotes a secret', ['sh', '-c', 'echo "at $HOOK_SECRET"; exit 1'], "refused: 'sh' ended with 1: at ***"],
  ])('that %s is bounded and named', async (_, argv, words) => {
    expect(why(await send({ to: 'command', argv }, { tryMs: tryFor(words) }))).toBe(words);
  });

  it('gets as much as there is to say, though it reads none of it', async () => {
    const message = sampleMessage({ news: Array.from({ length: 5000 }, () => sampleNews()) });
    const sender = {
      signal: new AbortController().signal,
      now: () => 0,
      directory: '/',
      environment: SECRETS,
      secrets: [],
    };

    const sending = await sendMessage({ name: 'x', way: { to: 'command', argv: ['true'] } }, message, sender);

    expect(sending.kind).toBe('sent');
  });
});
