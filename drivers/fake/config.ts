import { z } from 'zod';

const failure = z
  .union([
    z.enum(['error', 'hang']),
    z.strictObject({ transient: z.int().positive().describe('How many times before it works.') }),
  ])
  .describe(
    'error: it fails. hang: it waits until it is aborted. transient: N → it fails N times with a transient error.',
  );

const step = z.enum(['prepare', 'create', 'connect', 'exec', 'put', 'reboot', 'destroy']);

const answer = z.strictObject({
  match: z.string().describe('Regular expression, matched against the command and its arguments, joined by spaces.'),
  code: z.int().min(0).max(255).default(0).describe('Exit code. Default: 0.'),
  stdout: z.string().default('').describe('Default: nothing.'),
  stderr: z.string().default('').describe('Default: nothing.'),
  'delay-ms': z.int().min(0).default(0).describe('Milliseconds it takes. Default: 0.'),
});

/** The platform's `fake:` section: a folder on this machine that pretends to be an instance. For tests of saltern. */
export const fakeConfigSchema = z
  .strictObject({
    image: z
      .string()
      .meta({ hasVariables: true })
      .default('fake')
      .describe('A name for the image; nothing is fetched. Default: fake.'),
    directory: z
      .string()
      .optional()
      .describe('Folder of the pretend instances. Default: in the cache, one for each project.'),
    exec: z
      .enum(['answers', 'host'])
      .default('answers')
      .describe(
        'answers: commands are answered from the table below. host: what it does not answer really runs on this machine, inside the folder.',
      ),
    answers: z
      .array(answer)
      .default([])
      .describe('What commands answer; the first match counts. With exec: answers, none means exit 0 without output.'),
    packages: z
      .array(z.string())
      .default([])
      .describe(
        'What the untouched image holds: NAME-VERSION-RELEASE.ARCH, a bar, and the second it was built in. Default: nothing, or with exec: host what this machine holds.',
      ),
    fail: z
      .partialRecord(step, failure)
      .default({})
      .describe('What goes wrong, on request and never by chance. Default: nothing.'),
    delays: z
      .partialRecord(step, z.int().min(0))
      .default({})
      .describe('Milliseconds that something takes. Default: none.'),
    memory: z
      .int()
      .positive()
      .default(16 * 1024 ** 2)
      .describe('Bytes that one instance counts for admission. Default: 16 MiB.'),
    cores: z.number().positive().default(0.1).describe('Cores that one instance counts for admission. Default: 0.1.'),
  })
  .describe('A pretend instance, for tests of saltern itself.');

export type FakeConfig = z.infer<typeof fakeConfigSchema>;
export type FakeStep = keyof FakeConfig['delays'];
