import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';

/** Keys in a folder of their own, and what signs with them. */
export interface SigningKeys extends AsyncDisposable {
  /** Makes a key, and gives the path of its public half. `at`: when, for gpg; `expires`: as gpg takes it. Default: never. */
  make(name: string, options?: { readonly at?: string; readonly expires?: string }): Promise<string>;
  /** Signs RPMs in place. */
  signRpms(name: string, files: readonly string[], at?: string): Promise<void>;
  /** Writes an armoured signature beside a file. */
  signFile(name: string, file: string, at?: string): Promise<void>;
}

export function signingKeys(): SigningKeys {
  const home = mkdtempSync(join(tmpdir(), 'saltern-gpg-'));
  const at = (time: string | undefined) => (time === undefined ? [] : ['--faked-system-time', `${time}!`]);
  const gpg = (...argv: readonly string[]) => execa('gpg', ['--homedir', home, '--batch', '--yes', ...argv]);
  return {
    async make(name, { at: time, expires = 'never' } = {}) {
      await gpg(
        ...at(time),
        '--passphrase',
        '',
        '--quick-gen-key',
        `${name} <${name}@example.org>`,
        'rsa2048',
        'sign',
        expires,
      );
      const file = join(home, `${name}.asc`);
      await gpg('--armor', '--output', file, '--export', `${name}@example.org`);
      return file;
    },
    async signRpms(name, files, time) {
      const sign = ['gpg', '--homedir', home, '--batch', '--no-armor', ...at(time)].join(' ');
      const argv = [
        '--define',
        '__gpg /usr/bin/gpg',
        '--define',
        `_gpg_name ${name}@example.org`,
        '--define',
        `_gpg_path ${home}`,
      ];
      const command = `%{__gpg} ${sign} --no-secmem-warning -u "%{_gpg_name}" -sbo %{__signature_filename} --digest-algo sha256 %{__plaintext_filename}`;
      await execa('rpmsign', ['--addsign', ...argv, '--define', `__gpg_sign_cmd ${command}`, ...files]);
    },
    async signFile(name, file, time) {
      await gpg(...at(time), '-u', `${name}@example.org`, '--armor', '--output', `${file}.asc`, '--detach-sign', file);
    },
    async [Symbol.asyncDispose]() {
      // Its agent goes with it.
      await execa('gpgconf', ['--homedir', home, '--kill', 'all']);
      rmSync(home, { recursive: true, force: true });
    },
  };
}
