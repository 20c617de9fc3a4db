import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../root.ts';
import { findCardProblems } from '../support/card-schema.ts';
import { hookServer, type HookServer } from '../support/hook-server.ts';
import { notifyProject, type NotifyProject } from '../support/notify-project.ts';
import { startMailpit, type ArrivedMail, type MailServer } from '../support/start-mailpit.ts';

const REASON = 'check service chronyd running: expected true, got false';
const CHRONY = {
  member: 'base9',
  name: 'chrony',
  arch: 'x86_64',
  kind: 'upgraded',
  from: '4.5-1',
  to: '4.5-2',
} as const;

/** Four nights as a team has them; all of it real but the nights: a mail server, an HTTP server, a program. */
describe('people are told over four nights: good, bad, mended, unchanged', () => {
  let mail: MailServer;
  let hooks: HookServer;
  let scene: NotifyProject;
  const told: (readonly string[])[] = [];
  let mails: readonly (readonly ArrivedMail[])[] = [];

  beforeAll(async () => {
    mail = await startMailpit();
    hooks = await hookServer();
    scene = await notifyProject({
      receivers: {
        team: {
          mail: {
            from: 'saltern <saltern@fleet.example>',
            to: ['team@fleet.example', 'boss@fleet.example'],
            smtp: { host: '127.0.0.1', port: mail.port },
          },
        },
        channel: { teams: { 'url-env': 'TEAMS_WEBHOOK' } },
        hook: { webhook: { url: `${hooks.url}/hook`, 'secret-env': 'HOOK_SECRET' } },
        script: { command: ['node', './tell.mjs', '; touch pwned'] },
      },
      more: { url: 'https://ci.example/saltern/' },
      environment: { TEAMS_WEBHOOK: `${hooks.url}/teams?sig=secret`, HOOK_SECRET: 'key of the hook' },
    });
    writeFileSync(
      join(scene.app.cwd, 'tell.mjs'),
      "import { appendFileSync, readFileSync } from 'node:fs';\nappendFileSync('told.ndjson', readFileSync(0, 'utf8') + '\\n');\n",
    );
    const nights = [
      { night: 1 },
      { night: 2, outcomes: { 'ops-time': 'fail' }, reason: REASON, changes: [CHRONY] },
      { night: 3, outcomes: {} },
      { night: 4, outcomes: {}, snapshot: '20261103T013000' },
    ] as const;
    const arrived: (readonly ArrivedMail[])[] = [];
    for (const night of nights) {
      const before = (await mail.mails()).length;
      told.push((await scene.tell(night)).map(({ to, about, outcome }) => `${to} ${about} ${outcome}`));
      arrived.push((await mail.mails()).slice(before));
    }
    mails = arrived;
  });
  afterAll(async () => {
    await mail?.[Symbol.asyncDispose]();
    await hooks?.[Symbol.asyncDispose]();
  });

  it('each receiver by its own way, of what changed, and of nothing on the night that is as the one before', () => {
    const ways = ['mail', 'teams', 'webhook', 'command'];
    const each = (...abouts: readonly string[]): readonly string[] =>
      ways.flatMap((way) => abouts.map((about) => `${way} ${about} sent`));

    expect(told).toEqual([
      each('state fleet'),
      each('refused fleet', 'newly-failing ops-time'),
      each('promoted fleet', 'recovered ops-time'),
      [],
    ]);
    expect(mails.map((night) => night.length)).toEqual([1, 2, 2, 0]);
    expect(hooks.json('/teams?sig=secret')).toHaveLength(3);
    expect(hooks.json('/hook')).toHaveLength(3);
  });

  it('by mail, with what one has to know in the subject, in the text and in HTML', () => {
    const [refused, failing] = mails[1] ?? [];

    expect(refused?.subject).toBe('[fleet] 20261102T013000 is refused for stable: 2 of 4 requirements not met');
    expect(failing?.subject).toBe('[fleet] ops-time fails on 2 of 2 instances');
    expect(failing?.to).toEqual(['team@fleet.example', 'boss@fleet.example']);
    expect(failing?.text.split(/\r?\n/)).toEqual(
      expect.arrayContaining([
        'fleet · night of 2 Nov 2026, 01:30 – 02:14 UTC · ✗ REFUSED',
        '2 of 4 requirements not met: ops-time-default on 7, 9; changed since: chrony 4.5-1 → 4.5-2',
        '✗ ops-time fails on 2 of 2 instances',
        `      ${REASON}`,
        '      chrony 4.5-1 → 4.5-2',
        '    https://ci.example/saltern/formulas/ops-time.html',
      ]),
    );
    expect(failing?.html).toContain('<a href="https://ci.example/saltern/formulas/ops-time.html"');
    expect(failing?.html).toContain(REASON);
  });

  it('by mail in a thread for each formula, marked as made by a machine, with the date of the clock', () => {
    const [, failing] = mails[1] ?? [];
    const [, recovered] = mails[2] ?? [];
    const only = (one: ArrivedMail | undefined, name: string): string => one?.headers[name]?.join() ?? '';

    expect(only(recovered, 'References')).toBe(only(failing, 'References'));
    expect(only(recovered, 'In-Reply-To')).toBe(only(failing, 'In-Reply-To'));
    expect(only(failing, 'In-Reply-To')).toMatch(/^<formula\.ops-time\.fleet-[0-9a-f]{8}@fleet\.example>$/);
    expect(only(recovered, 'Message-Id')).not.toBe(only(failing, 'Message-Id'));
    expect(only(failing, 'List-Id')).toMatch(/^fleet <fleet-[0-9a-f]{8}\.saltern\.fleet\.example>$/);
    expect(only(failing, 'Auto-Submitted')).toBe('auto-generated');
    expect(only(failing, 'Date')).toContain('26 Nov 2026 02:14:00');
  });

  it('in Teams, by cards that fit the schema and hold reason, packages and links', () => {
    const cards = hooks.json('/teams?sig=secret');

    expect(cards.map(findCardProblems)).toEqual([[], [], []]);
    const text = JSON.stringify(cards[1]);
    expect(text).toContain('ops-time fails on 2 of 2 instances');
    expect(text).toContain(REASON);
    expect(text).toContain('chrony 4.5-1 → 4.5-2');
    expect(text).toContain('https://ci.example/saltern/formulas/ops-time.html');
  });

  it('by a signed webhook, whose signature the snippet of the documentation takes', async () => {
    const page = readFileSync(join(import.meta.dirname, '../../src/report/notify/README.md'), 'utf8');
    const snippet = /```js\n([\s\S]+?)```/.exec(page)?.[1] ?? '';
    const file = join(scene.app.cwd, 'verify.mjs');
    writeFileSync(file, snippet);
    const { isFromSaltern } = await import(file);
    const [posted] = hooks.posted.filter(({ path }) => path === '/hook');
    const now = Date.UTC(2026, 10, 26, 2, 15);

    const check = (body: string, key: string, at: number): unknown =>
      isFromSaltern({ headers: posted?.headers, body, key, now: at });

    expect(check(posted?.body ?? '', 'key of the hook', now)).toBe(true);
    expect(check(`${posted?.body} `, 'key of the hook', now)).toBe(false);
    expect(check(posted?.body ?? '', 'another key', now)).toBe(false);
    expect(check(posted?.body ?? '', 'key of the hook', now + 3_600_000)).toBe(false);
  });

  it('by a command that gets the same JSON on its standard input, and whose arguments no shell reads', () => {
    const lines = readFileSync(join(scene.app.cwd, 'told.ndjson'), 'utf8').trimEnd().split('\n');

    expect(lines).toHaveLength(3);
    expect(JSON.parse(lines[1] ?? '')).toMatchObject({
      version: 1,
      project: 'fleet',
      night: '20261102T013000',
      news: [{ kind: 'refused' }, { kind: 'newly-failing', of: 'ops-time', packages: ['chrony 4.5-1 → 4.5-2'] }],
    });
    expect(() => readFileSync(join(scene.app.cwd, 'pwned'))).toThrow('ENOENT');
  });

  it('with nothing of a secret in what was said or written', () => {
    const written = readFileSync(scene.toldFile, 'utf8') + scene.app.said.stdout + scene.app.said.stderr;

    expect(written).not.toMatch(/sig=secret|key of the hook/);
  });
});

describe('telling people that is killed in the midst', () => {
  it('tells the same command again only those who were not reached', async () => {
    await using told = await hookServer();
    await using slow = await hookServer([() => undefined]);
    const scene = await notifyProject({
      receivers: { told: { webhook: { url: told.url } }, slow: { webhook: { url: slow.url } } },
    });
    scene.keep({ night: 1 });
    const argv = [join(ROOT, 'src/cli/main.ts'), 'notify'];
    const killed = execa('node', argv, { cwd: scene.app.cwd, reject: false });
    await expect.poll(() => slow.posted.length).toBe(1);
    // Written down once it has arrived.
    await expect.poll(() => readFileSync(scene.toldFile, 'utf8')).not.toContain('"receiver": "told"');

    killed.kill('SIGKILL');
    await killed;
    const code = await scene.saltern('notify');

    expect(code).toBe(0);
    expect(scene.app.said.stdout).toBe('✓ slow  state fleet\n');
    expect([told.posted.length, slow.posted.length]).toEqual([1, 2]);
    expect(new Set(slow.posted.map(({ headers }) => headers['x-saltern-id'])).size).toBe(1);
  });
});
