import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPrivateKey, readPublicKey } from '../../../../src/base/sign/keys.ts';
import { runProgram } from '../../../../src/cli/program.ts';
import { fakeApp } from '../../../support/fake-app.ts';

const PROJECT = `formula: none
formula-name: demo
driver: fake
salt: { from: image }
gate: policies/gate.yml
platforms: { here: { fake: { exec: host } } }
suites: { default: { checks: { command: { 'true': { exit-status: 0 } } } } }
`;

describe('saltern key create', () => {
  it('makes a pair, the private half for its owner alone, and says what to do with either', async () => {
    const app = fakeApp({ 'saltern.yml': PROJECT }, { environment: { HOME: '/nowhere' } });

    const code = await runProgram(['key', 'create', 'laptop', '--private', 'mine/laptop.key'], app);

    const [own, open] = ['mine/laptop.key', 'policies/keys/laptop.pub'].map((file) => join(app.cwd, file));
    expect(code, app.said.stderr).toBe(0);
    expect(statSync(own ?? '').mode & 0o777).toBe(0o600);
    expect(readPrivateKey(readFileSync(own ?? '', 'utf8'))).toMatchObject(
      withoutKey(readPublicKey(readFileSync(open ?? '', 'utf8'))),
    );
    expect(app.said.stdout.split('\n')).toEqual([
      'private  mine/laptop.key',
      'public   policies/keys/laptop.pub',
      '',
      'Results are signed where this is set; the private key is nobody else’s, and goes into no repository:',
      `  export SALTERN_SIGNING_KEY=${own}`,
      'They count where policies/gate.yml trusts it; then every result must be signed:',
      '  keys: { laptop: keys/laptop.pub }',
      '',
    ]);
  });

  it("keeps the private half among the user's settings, where no checkout takes it along", async () => {
    const app = fakeApp({ 'saltern.yml': PROJECT });
    const own = { ...app, environment: { HOME: join(app.cwd, 'home') } };

    await runProgram(['key', 'create', 'ci'], own);

    expect(statSync(join(app.cwd, 'home/.config/saltern/keys/ci.key')).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['a name that is a path', ['../ci'], "'../ci' is no name of a key"],
    ['a file that is there', ['ci', '--private', 'saltern.yml'], 'is there already, and a key is never replaced'],
  ])('writes nothing for %s', async (_what, argv, told) => {
    const app = fakeApp({ 'saltern.yml': PROJECT });

    const code = await runProgram(['key', 'create', ...argv], app);

    expect(code).toBe(2);
    expect(app.said.stderr).toContain(told);
    expect(readFileSync(join(app.cwd, 'saltern.yml'), 'utf8')).toBe(PROJECT);
  });
});

function withoutKey(read: ReturnType<typeof readPublicKey>) {
  return 'id' in read ? { id: read.id } : read;
}
