import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { makeCertificate } from '../support/make-certificate.ts';
import { notifyProject, type NotifyProject } from '../support/notify-project.ts';
import { startMailpit } from '../support/start-mailpit.ts';
import { ROOT } from '../root.ts';

const PASSWORD = 'pass+word/&=%40mail';

/** The program as a process of its own: whom it trusts, Node reads when it starts. */
function testReceivers(scene: NotifyProject, environment: Readonly<Record<string, string>>) {
  const argv = [join(ROOT, 'src/cli/main.ts'), 'notify', '--test'];
  return execa('node', argv, { cwd: scene.app.cwd, reject: false, env: { NO_COLOR: '1', ...environment } });
}

describe('a mail server that wants STARTTLS and a password', () => {
  it('gets both where its certificate is trusted, and nothing where it is not', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'saltern-tls-'));
    const { certFile, keyFile } = await makeCertificate(folder);
    await writeFile(join(folder, 'users'), `saltern:${PASSWORD}\n`);
    const tls = ['--smtp-tls-cert', certFile, '--smtp-tls-key', keyFile, '--smtp-require-starttls'];
    await using server = await startMailpit([...tls, '--smtp-auth-file', join(folder, 'users')]);
    const smtp = { host: '127.0.0.1', port: server.port, user: 'saltern', 'password-env': 'SMTP_PASSWORD' };
    const mail = { from: 'saltern@fleet.example', to: 'team@fleet.example', smtp };
    const scene = await notifyProject({ receivers: { team: { mail } } });

    const strange = await testReceivers(scene, { SMTP_PASSWORD: PASSWORD });
    const trusted = await testReceivers(scene, { SMTP_PASSWORD: PASSWORD, NODE_EXTRA_CA_CERTS: certFile });
    const wrong = await testReceivers(scene, { SMTP_PASSWORD: 'wrong one', NODE_EXTRA_CA_CERTS: certFile });

    expect(strange.stdout).toMatch(
      /^! +team +mail +'127.0.0.1:\d+': its certificate is not trusted: self-signed certificate \(NODE_EXTRA_CA_CERTS names another authority\)$/m,
    );
    expect(trusted.stdout).toMatch(/^✓ +team +mail +sent$/m);
    expect(wrong.stdout).toMatch(/^! +team +mail +'127.0.0.1:\d+' answered 535 /m);
    expect([strange.exitCode, trusted.exitCode, wrong.exitCode]).toEqual([3, 0, 3]);
    expect((await server.mails()).map(({ subject }) => subject)).toEqual(['[fleet] a test']);
    expect(JSON.stringify([strange, trusted, wrong].map(({ stdout, stderr }) => stdout + stderr))).not.toContain(
      'wrong one',
    );
  });
});

describe('an HTTPS receiver', () => {
  it('gets nothing where its certificate is not trusted', async () => {
    const { cert, key } = await makeCertificate(mkdtempSync(join(tmpdir(), 'saltern-tls-')));
    let asked = 0;
    const server = createServer({ cert, key }, (_, response) => {
      asked += 1;
      response.end();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const scene = await notifyProject({ receivers: { hook: { webhook: { url: `https://127.0.0.1:${port}` } } } });

    const code = await scene.saltern('notify --test hook');

    server.closeAllConnections();
    server.close();
    expect(code).toBe(3);
    expect(scene.app.said.stdout).toContain(
      `'https://127.0.0.1:${port}' cannot be reached: its certificate is not trusted: self-signed certificate`,
    );
    expect(asked).toBe(0);
  });
});
