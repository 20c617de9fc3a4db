import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { loadProjectFor } from '../../../../src/app/load-project-for.ts';
import { fakeApp } from '../../../support/fake-app.ts';

/** What is wrong with these receivers. */
async function problems(receivers: unknown, more: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const app = fakeApp({
    'saltern.yml': stringify({
      formula: 'none',
      driver: 'fake',
      'formula-name': 'demo',
      platforms: ['centos-7'],
      suites: { default: { checks: { file: { '/etc': { exists: true } } } } },
      notify: { receivers, ...more },
    }),
  });
  return await loadProjectFor(app, {}).then(
    () => '',
    (error: unknown) => String(error),
  );
}

const mail = (change: Readonly<Record<string, unknown>>) => ({
  team: { mail: { from: 'a@b.example', to: 'c@d.example', smtp: { host: 'mail.example' }, ...change } },
});

describe('a receiver that cannot be what is meant', () => {
  it.each([
    ['of no kind', { team: {} }, 'a receiver is one of these: mail, teams, webhook, command'],
    [
      'of two kinds',
      { team: { command: ['x'], teams: { 'url-env': 'TEAMS' } } },
      'a receiver is one of these: mail, teams, webhook, command',
    ],
    ['with a secret in the file', { team: { teams: { url: 'https://x.example/?sig=1' } } }, "unknown key 'url'"],
    [
      'with a value where a variable is to be named',
      { team: { teams: { 'url-env': 'https://x.example' } } },
      'the name of a variable',
    ],
    ['with a password in the file', mail({ smtp: { host: 'h', password: 'x' } }), "unknown key 'password'"],
    [
      'with two addresses for a webhook',
      { team: { webhook: { url: 'https://x.example', 'url-env': 'X' } } },
      "either 'url' or 'url-env'",
    ],
    ['with no address for a webhook', { team: { webhook: {} } }, "either 'url' or 'url-env'"],
    ['with a file as an address', { team: { webhook: { url: 'file:///etc/passwd' } } }, 'an http(s) URL'],
    ['without a command', { team: { command: [] } }, "a 'command' needs a program"],
    ['with an address that adds a header', mail({ to: 'c@d.example\nBcc: e@f.example' }), 'an address such as'],
    ['with a sender that adds a header', mail({ from: 'a\r\nBcc: e@f.example <a@b.example>' }), 'an address such as'],
    ['with two addresses in one', mail({ to: 'c@d.example, e@f.example' }), 'an address such as'],
    ['with nobody to write to', mail({ to: [] }), "a mail needs somebody in 'to'"],
    ['with a port that is none', mail({ smtp: { host: 'h', port: 70_000 } }), 'a port'],
    ['with news of a kind that there is not', { team: { command: ['x'], only: ['newly-failed'] } }, 'newly-failing'],
  ])('%s is named with its place', async (_, receivers, words) => {
    const said = await problems(receivers);

    expect(said).toContain(words);
    expect(said).toMatch(/saltern\.yml:\d+:\d+/);
  });

  it.each([
    [{ 'still-failing': [1] }, 'a number of nights above 1'],
    [{ 'flaky-above': 10 }, 'a share from 0 to 1'],
    [{ url: 'ci.example' }, 'an http(s) URL'],
  ])('%j is named with what is expected', async (more, words) => {
    expect(await problems({}, more)).toContain(words);
  });

  it('is none of those that the page shows', async () => {
    expect(await problems(mail({ from: 'saltern <saltern@example.org>', to: ['team@example.org'] }))).toBe('');
  });
});
