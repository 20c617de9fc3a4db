import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import { makeSshKey } from '../../../src/connect/ssh/make-key.ts';

/**
 * Keys by which a machine proves its identity. `own` is for saltern's SSH service, the others for the machine's sshd.
 */
export interface HostKeys {
  readonly own: { readonly privateKey: string; readonly publicKey: string };
  readonly ed25519: { readonly privateKey: string; readonly publicKey: string };
  readonly ecdsa: { readonly privateKey: string; readonly publicKey: string };
  readonly rsa: { readonly privateKey: string; readonly publicKey: string };
}

/** Made on this machine: under emulation a guest would work on its RSA key for many seconds. */
export async function makeHostKeys(instance: string): Promise<HostKeys> {
  const comment = `root@${instance}`;
  const [ecdsa, rsa] = await Promise.all([makeEcdsaKey(comment), makeRsaKey(comment)]);
  return { own: makeSshKey(comment), ed25519: makeSshKey(comment), ecdsa, rsa };
}

/** RFC 5656, section 3.1: the point is not compressed. */
async function makeEcdsaKey(comment: string): Promise<HostKeys['ecdsa']> {
  const { privateKey } = await promisify(generateKeyPair)('ec', { namedCurve: 'prime256v1' });
  const { x = '', y = '' } = privateKey.export({ format: 'jwk' });
  const point = Buffer.concat([Buffer.from([4]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
  const kind = 'ecdsa-sha2-nistp256';
  const blob = Buffer.concat([field(Buffer.from(kind)), field(Buffer.from('nistp256')), field(point)]);
  return {
    privateKey: privateKey.export({ type: 'sec1', format: 'pem' }).toString(),
    publicKey: `${kind} ${blob.toString('base64')} ${comment}`,
  };
}

async function makeRsaKey(comment: string): Promise<HostKeys['rsa']> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 3072 });
  const { n = '', e = '' } = privateKey.export({ format: 'jwk' });
  const blob = Buffer.concat([field(Buffer.from('ssh-rsa')), field(whole(e)), field(whole(n))]);
  return {
    privateKey: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
    publicKey: `ssh-rsa ${blob.toString('base64')} ${comment}`,
  };
}

/** A number that must not look negative: RFC 4251, section 5. */
function whole(base64url: string): Buffer {
  const bytes = Buffer.from(base64url, 'base64url');
  return (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes;
}

function field(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
