import { z } from 'zod';

/** What the state file of an instance holds. */
export const dockerHandleSchema = z.object({
  version: z.literal(1),
  container: z.string(),
  name: z.string(),
  /** Id of the network that it is in; null when the configuration names one. */
  network: z.string().nullable(),
  instance: z.string(),
  run: z.string(),
  image: z.string(),
  /** Whether its PID 1 is an init system that has to be waited for. */
  systemd: z.boolean().default(true),
});

export type DockerHandle = z.infer<typeof dockerHandleSchema>;
