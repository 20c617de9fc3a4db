import { generateKeyPairSync, randomBytes } from 'node:crypto';

export interface SshKey {
  /** OpenSSH's format, unencrypted; the file must be readable by its owner alone (mode 0600). */
  readonly privateKey: string;
  /** One line without its end: `ssh-ed25519 AAAA… comment`. */
  readonly publicKey: string;
}

const KIND = 'ssh-ed25519';
const BLOCK_BYTES = 8;

/**
 * A new ed25519 key. ssh2 can make keys as well, but one in 250 of them is broken: it drops leading zeros.
 * The format: https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.key
 */
export function makeSshKey(comment: string): SshKey {
  if (/[\r\n]/.test(comment)) throw new TypeError('the comment of a key is one line');
  const { x = '', d = '' } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  const publicPart = Buffer.from(x, 'base64url');
  const secretPart = Buffer.from(d, 'base64url');
  const publicBlob = Buffer.concat([field(KIND), field(publicPart)]);
  const check = randomBytes(4);
  const secret = pad(
    Buffer.concat([check, check, publicBlob, field(Buffer.concat([secretPart, publicPart])), field(comment)]),
  );
  const whole = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    field('none'),
    field('none'),
    field(''),
    Buffer.from([0, 0, 0, 1]),
    field(publicBlob),
    field(secret),
  ]);
  const lines = whole.toString('base64').match(/.{1,70}/g) ?? [];
  return {
    privateKey: ['-----BEGIN OPENSSH PRIVATE KEY-----', ...lines, '-----END OPENSSH PRIVATE KEY-----', ''].join('\n'),
    publicKey: `${KIND} ${publicBlob.toString('base64')} ${comment}`.trimEnd(),
  };
}

/** Length, then content. */
function field(content: string | Buffer): Buffer {
  const bytes = Buffer.from(content);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function pad(bytes: Buffer): Buffer {
  const missing = (BLOCK_BYTES - (bytes.length % BLOCK_BYTES)) % BLOCK_BYTES;
  return Buffer.concat([bytes, Buffer.from(Array.from({ length: missing }, (_, index) => index + 1))]);
}
