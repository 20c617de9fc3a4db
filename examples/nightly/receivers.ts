import { hookServer } from '../../test/support/hook-server.ts';
import { startMailpit } from '../../test/support/start-mailpit.ts';

/** Those who are told of nights in the demo: what the project has to know of them. */
export interface Receivers extends AsyncDisposable {
  /** An overlay for the project, as data. */
  readonly overlay: Readonly<Record<string, unknown>>;
  /** Variables of the environment that the overlay names: addresses and keys. */
  readonly environment: Readonly<Record<string, string>>;
  /** How many messages arrived at each so far. */
  arrived(): Promise<Readonly<Record<'mail' | 'teams' | 'webhook', number>>>;
}

/** Starts a mail server and a web server on this machine; disposing ends them. */
export async function startReceivers(): Promise<Receivers> {
  const mail = await startMailpit();
  const hooks = await hookServer();
  const smtp = { host: '127.0.0.1', port: mail.port, tls: 'none' };
  return {
    overlay: {
      notify: {
        receivers: {
          'ops-team': { mail: { from: 'saltern@example.org', to: 'ops@example.org', smtp } },
          'ops-channel': { teams: { 'url-env': 'TEAMS_WEBHOOK' } },
          'ops-hook': { webhook: { url: `${hooks.url}/hook`, 'secret-env': 'HOOK_SECRET' } },
        },
      },
    },
    environment: { TEAMS_WEBHOOK: `${hooks.url}/teams`, HOOK_SECRET: 'of the demo alone, 32 characters' },
    async arrived() {
      const mails = await mail.mails();
      return { mail: mails.length, teams: hooks.json('/teams').length, webhook: hooks.json('/hook').length };
    },
    async [Symbol.asyncDispose]() {
      await hooks[Symbol.asyncDispose]();
      await mail[Symbol.asyncDispose]();
    },
  };
}
