import { z } from 'zod';

/** What a later process needs to find a machine again. */
export const qemuHandleSchema = z.strictObject({
  version: z.literal(1),
  /** Absolute folder of the machine's disk, log and sockets. */
  directory: z.string(),
  instance: z.string(),
  run: z.string(),
  /** Port of 127.0.0.1 that is forwarded to saltern's SSH service in the machine. */
  port: z.int().positive(),
  /** `ssh-ed25519 AAAA…`: the key by which the machine proves its identity. */
  hostKey: z.string(),
  /** File of the private key to log in with. */
  keyFile: z.string(),
  /** Key of the prepared state it was started from; empty for an image as it is. */
  prepared: z.string(),
  start: z.enum(['warm', 'cold']),
});

export type QemuHandle = z.infer<typeof qemuHandleSchema>;
