import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { attackScene, type AttackScene, type Heard } from '../support/attack-scene.ts';

const packages = [{ name: 'alpha' }];
const MIRROR = 'elsewhere/heads.ndjson';

describe('a log whose end and head were cut off together', () => {
  it('is told by a mirror that is a file, also after more was written', async () => {
    await using scene = await mirrored({ mirror: { file: MIRROR } });
    const [log, head] = [scene.read('mirror/audit.ndjson'), scene.read('mirror/audit.head')];
    await scene.saltern(['freeze', '--reason', 'the shop is full']);
    const whole = await verify(scene);

    scene.write('mirror/audit.ndjson', log);
    scene.write('mirror/audit.head', head);
    rmSync(join(scene.directory, 'mirror/freezes'), { recursive: true });
    const cut = await verify(scene);
    await scene.saltern(['gate', 'check']);
    const later = await verify(scene);

    expect(whole).toMatchObject({ code: 0, stdout: expect.stringContaining('WHOLE') });
    for (const heard of [cut, later])
      expect(heard).toMatchObject({
        code: 1,
        stdout: expect.stringMatching(/line 2 of .*, which its mirror knows, is not there/),
      });
  });

  it('is told by one that is a URL', async () => {
    const heads: string[] = [];
    await using server = await listen(heads);
    await using scene = await mirrored({ mirror: { url: server.url } });
    await scene.saltern(['gate', 'check']);
    const whole = await verify(scene);

    heads.push(JSON.stringify({ ...(JSON.parse(heads.at(-1) ?? '') as object), digest: `sha256:${'0'.repeat(64)}` }));
    const cut = await verify(scene);

    expect(heads).toHaveLength(3);
    expect([whole.code, cut.code]).toEqual([0, 1]);
  });

  it('is told by one that is a command', async () => {
    await using scene = await mirrored({ mirror: { command: ['./mirror-head'] } });
    scene.write('mirror-head', '#!/bin/sh\n[ "$1" = show ] && exec cat kept\ncat >> kept\n');
    chmodSync(join(scene.directory, 'mirror-head'), 0o755);
    await scene.saltern(['gate', 'check']);
    const whole = await verify(scene);

    writeFileSync(join(scene.directory, 'kept'), scene.read('kept').replace(/[0-9a-f]{8}"/, '00000000"'));
    const cut = await verify(scene);

    expect(whole).toMatchObject({ code: 0 });
    expect(cut.code).toBe(1);
  });
});

describe('a channel of such a log', () => {
  it('does not move on: the freeze that was cut off would have stopped it', async () => {
    await using scene = await mirrored({ mirror: { file: MIRROR } });
    await scene.saltern(['test']);
    const [log, head] = [scene.read('mirror/audit.ndjson'), scene.read('mirror/audit.head')];
    await scene.saltern(['freeze', '--reason', 'the shop is full']);
    scene.write('mirror/audit.ndjson', log);
    scene.write('mirror/audit.head', head);
    rmSync(join(scene.directory, 'mirror/freezes'), { recursive: true });

    const [checked, promoted, read] = [
      await scene.saltern(['gate', 'check']),
      await scene.saltern(['promote']),
      await scene.saltern(['gate', 'log']),
    ];

    const why = /line 2 of .*, which its mirror knows, is not there any more/;
    expect([checked.code, checked.stdout]).toEqual([1, expect.stringMatching(why)]);
    expect([promoted.code, promoted.stderr]).toEqual([1, expect.stringMatching(why)]);
    expect(read.stderr).toMatch(why);
    expect(await scene.stable()).toBeUndefined();
  });

  it('moves while the mirror has all of it, and when it began later', async () => {
    await using scene = await mirrored({ mirror: { file: MIRROR } });
    rmSync(join(scene.directory, MIRROR));
    await scene.saltern(['test']);

    const promoted = await scene.saltern(['promote']);

    expect(promoted.code).toBe(0);
  });

  it('asks the mirror once before the lock and once under it, however often it looks at the log', async () => {
    const asked: (string | undefined)[] = [];
    await using server = await listen([], asked);
    await using scene = await mirrored({ mirror: { url: server.url } });
    await scene.saltern(['test']);
    asked.length = 0;

    const promoted = await scene.saltern(['promote']);

    expect(promoted.code).toBe(0);
    expect(asked.filter((method) => method === 'GET')).toHaveLength(2);
  });

  it.each([
    ['a disk that is not mounted', { file: 'nowhere/heads' }],
    ['a URL where nobody listens', { url: 'http://127.0.0.1:9/' }],
    ['a command that is not there', { command: ['./no-such-program'] }],
  ])('does not move while nobody knows whether it was cut, and goes back all the same: %s', async (_, mirror) => {
    await using scene = await mirrored({});
    const before = await scene.stable();
    await scene.saltern(['test']);
    await scene.saltern(['promote']);
    const first = await scene.stable();
    await scene.moveMirror([{ name: 'alpha', version: '2' }]);
    await scene.saltern(['snapshot', 'create']);
    await scene.saltern(['test']);
    const project = scene.read('saltern.yml');
    scene.write('saltern.yml', project.replace('audit: {}', `audit: ${JSON.stringify({ mirror })}`));

    const refused = await scene.saltern(['promote']);
    const stayed = await scene.stable();
    scene.write('saltern.yml', project);
    await scene.saltern(['promote']);
    const second = await scene.stable();
    scene.write('saltern.yml', project.replace('audit: {}', `audit: ${JSON.stringify({ mirror })}`));
    const back = await scene.saltern(['rollback', '--reason', 'it is broken']);

    expect(before).toBeUndefined();
    expect(refused).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/'stable' stays where it is: nobody knows whether the end of the log was cut off/),
    });
    expect(refused.stderr).toContain('hint: Make the mirror answer');
    expect([stayed, second]).toEqual([first, expect.not.stringMatching(first ?? '')]);
    expect([back.code, await scene.stable()]).toEqual([0, first]);
  });
});

describe('a mirror that does not answer', () => {
  it.each([
    ['a file in a folder that is not there', { file: 'nowhere/heads' }],
    ['a URL where nobody listens', { url: 'http://127.0.0.1:9/' }],
    ['a command that is not there', { command: ['./no-such-program'] }],
  ])('holds nothing up, and is told: %s', async (_, mirror) => {
    await using scene = await mirrored({ mirror });

    const frozen = await scene.saltern(['freeze', '--reason', 'x']);

    expect(frozen).toMatchObject({ code: 0, stderr: expect.stringContaining('could not be sent to its mirror') });
    expect(scene.read('mirror/audit.ndjson')).toContain('"action":"freeze"');
  });

  it.each([
    ['a URL where nobody listens', { url: 'http://127.0.0.1:9/' }],
    ['a disk that is not mounted', { file: 'nowhere/heads' }],
  ])('leaves open whether the end was cut: exit 3: %s', async (_, mirror) => {
    await using scene = await mirrored({ mirror });

    expect(await verify(scene)).toMatchObject({ code: 3, stdout: expect.stringContaining('could not be asked') });
  });
});

describe('a signed head', () => {
  it('is believed by the public key alone, and no more when somebody else wrote it', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const environment = { AUDIT_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
    await using scene = await mirrored({ 'key-env': 'AUDIT_KEY', 'public-key': 'audit.pub', mirror: { file: MIRROR } });
    scene.write('audit.pub', publicKey.export({ type: 'spki', format: 'pem' }).toString());
    rmSync(join(scene.directory, MIRROR));
    await scene.saltern(['gate', 'check'], { environment });
    const signed = await verify(scene);

    const head = JSON.parse(readFileSync(join(scene.directory, 'mirror/audit.head'), 'utf8')) as object;
    scene.write('mirror/audit.head', JSON.stringify({ ...head, at: '2020-01-01T00:00:00.000Z' }));
    const forged = await verify(scene);
    const unsigned = await scene.saltern(['gate', 'check']);
    const after = await verify(scene);

    expect(signed).toMatchObject({ code: 0, stdout: expect.not.stringContaining('not signed') });
    expect(forged).toMatchObject({ code: 1, stdout: expect.stringContaining('its head was not signed by the key') });
    expect(unsigned.stderr).toContain("not signed: 'AUDIT_KEY' is not set");
    expect(after).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('its mirror has a head that was not signed'),
    });
  });

  it.each([
    ['is no key', 'garbage'],
    [
      'is of another kind',
      generateKeyPairSync('rsa', { modulusLength: 2048 })
        .privateKey.export({ type: 'pkcs8', format: 'pem' })
        .toString(),
    ],
  ])('needs a key: what %s is a matter of usage', async (_, key) => {
    await using scene = await mirrored({ 'key-env': 'AUDIT_KEY' });

    const heard = await scene.saltern(['gate', 'check'], { environment: { AUDIT_KEY: key } });

    expect(heard).toMatchObject({ code: 2, stderr: expect.stringContaining("In the variable 'AUDIT_KEY' is no key") });
  });
});

/** A project whose log has one line: that a snapshot was taken. */
async function mirrored(audit: Readonly<Record<string, unknown>>): Promise<AttackScene> {
  const scene = await attackScene({ packages, more: { audit }, files: { 'elsewhere/README': '' } });
  await scene.saltern(['snapshot', 'create']);
  return scene;
}

function verify(scene: AttackScene): Promise<Heard> {
  return scene.saltern(['audit', 'verify']);
}

/** A server that keeps what is posted, and gives all of it. `asked`: gets the method of each request. */
async function listen(
  kept: string[],
  asked: (string | undefined)[] = [],
): Promise<AsyncDisposable & { readonly url: string }> {
  const server: Server = createServer((request, response) => {
    asked.push(request.method);
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      if (request.method === 'POST') kept.push(body.trim());
      response.end(request.method === 'GET' ? kept.join('\n') : '');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/heads`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
