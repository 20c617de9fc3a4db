import { spawn } from 'node:child_process';
import { Agent } from 'node:http';
import { Duplex } from 'node:stream';
import type { Endpoint } from './resolve-endpoint.ts';

/**
 * HTTP connections through `ssh … docker system dial-stdio`, the way Docker's own client does it, so that the user's
 * ssh configuration, agent and known hosts count. docker-modem's ssh knows none of them and checks no host key.
 */
export function sshAgent(endpoint: Extract<Endpoint, { kind: 'ssh' }>): Agent {
  const agent = new Agent({ keepAlive: true });
  return Object.assign(agent, { createConnection: () => dial(endpoint) });
}

function dial({ destination, port }: Extract<Endpoint, { kind: 'ssh' }>): Duplex {
  const argv = ['-o', 'BatchMode=yes', '-o', 'ConnectTimeout=30', ...(port ? ['-p', String(port)] : [])];
  const child = spawn('ssh', [...argv, '--', destination, 'docker', 'system', 'dial-stdio'], { stdio: 'pipe' });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint = (complaint + text).slice(-2000)));
  const stream = Duplex.from({ readable: child.stdout, writable: child.stdin });
  child.on('error', (error) => stream.destroy(error));
  child.on('close', (code) => {
    if (code) stream.destroy(Object.assign(new Error(complaint.trim() || `ssh ended with ${code}`), { code: 'ESSH' }));
  });
  stream.on('close', () => child.kill());
  // http.Agent treats every connection as a socket.
  return Object.assign(stream, {
    setKeepAlive: () => stream,
    setNoDelay: () => stream,
    setTimeout: () => stream,
    ref: () => child.ref(),
    unref: () => child.unref(),
    destroySoon: () => stream.end(),
  });
}
