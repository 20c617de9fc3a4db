import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';

/** What a mail server says to a line of its client; nothing: it stays silent. */
export type SmtpReply = (line: string, socket: Socket) => string | undefined;

/** A mail server on loopback that behaves as the test wants; disposing ends it. */
export interface SmtpServer extends AsyncDisposable {
  readonly port: number;
  /** What clients said, a line each. */
  readonly heard: readonly string[];
}

/** `reply` hears '' when somebody connects. */
export async function smtpServer(reply: SmtpReply): Promise<SmtpServer> {
  const heard: string[] = [];
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => undefined).on('close', () => open.delete(socket));
    const say = (line: string): void => {
      const answer = reply(line, socket);
      if (answer !== undefined) socket.write(`${answer}\r\n`);
    };
    say('');
    socket.setEncoding('utf8').on('data', (text: string) => {
      for (const line of text.split('\r\n').slice(0, -1)) {
        heard.push(line);
        say(line);
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('no port');
  return {
    port: address.port,
    heard,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A server that takes everything, but for what `other` says something else to. */
export function kindReply(other: SmtpReply = () => undefined): SmtpReply {
  let isData = false;
  return (line, socket) => {
    if (isData && line !== '.') return undefined;
    const own = other(line, socket);
    if (own !== undefined) return own;
    const wasData = isData;
    isData = line === 'DATA';
    if (wasData || /^(MAIL|RCPT|RSET)/.test(line)) return '250 fine';
    if (line === '') return '220 here';
    if (line.startsWith('EHLO')) return '250-here\r\n250 AUTH PLAIN LOGIN';
    if (line.startsWith('AUTH')) return '235 welcome';
    if (line === 'STARTTLS') return '502 not known';
    return isData ? '354 go on' : '221 bye';
  };
}
