import { z } from 'zod';

/** What a later process needs to find a machine again. */
export const qemuHandleSchema = z.strictObject({
  version: z.literal(1),
  /** Absolute folder of the machine's disk, log and sockets. */
  directory: z.string(),
  instance: z.string(),
  run: z.string(),
  /** On 127.0.0.1, forwarded to the machine's own SSH service. */
  port: z.int().positive(),
  /** `ssh-ed25519 AAAA…`: what the machine shows to prove itself. */
  hostKey: z.string(),
  /** Private key that lets in. */
  keyFile: z.string(),
  /** Key of the prepared state it was started from; empty for an image as it is. */
  prepared: z.string(),
  start: z.enum(['warm', 'cold']),
});

export type QemuHandle = z.infer<typeof qemuHandleSchema>;
