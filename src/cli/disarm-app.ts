import { disarmOutput } from '../report/github/disarm-output.ts';
import { isGithub } from '../report/github/is-github.ts';
import type { App, Relay } from './app.ts';

/**
 * In a workflow of GitHub, whose runner obeys lines of our output: nothing that is said there is an order but what is given
 * as one. What a guest says to a file (`exec NAME -- cat x > x`) stays as it is. `isJson`: stdout is JSON, so orders go to
 * stderr. Elsewhere nothing changes.
 */
export function disarmApp(app: App, { isJson }: { readonly isJson: boolean }): App {
  if (!isGithub(app.environment)) return app;
  const [stdout, stderr] = [disarmOutput({ isJson }), disarmOutput()];
  return {
    ...app,
    order: isJson ? (line) => app.talk(`${line}\n`) : app.order,
    write: (text) => app.write(stdout.push(text)),
    talk: (text) => app.talk(stderr.push(text)),
    tell: (line) => {
      app.tell(stderr.push(line));
      stderr.push('\n');
    },
    relay: (stream) => disarmRelay(app.relay(stream)),
  };
}

/** Byte by byte: what is no text stays as it is. */
function disarmRelay(relay: Relay): Relay {
  if (relay.isFile === true) return relay;
  const stream = disarmOutput();
  return {
    push: (bytes) => relay.push(Buffer.from(stream.push(bytes.toString('latin1')), 'latin1')),
    end: () => relay.end(),
  };
}
