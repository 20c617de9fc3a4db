import { z } from 'zod';
import { settingText } from '../../src/base/yaml/schema-words.ts';
import { SIZE_PATTERN } from '../../src/base/text/parse-bytes.ts';

const size = z.union([
  z
    .string()
    .regex(SIZE_PATTERN, "a size is a number with 'k', 'm' or 'g', for example '1g'")
    .meta({ hasVariables: true }),
  z.int().positive(),
]);

const words = (description: string, examples: readonly string[]) =>
  z
    .array(settingText)
    .default([])
    .meta({ description, examples: [examples] });

/**
 * The platform's `docker:` section. Strict: an unknown key is an error. Every key has Docker's own name where there is
 * one. Sizes are in bytes, or with the units k, m, g (of 1024).
 */
export const dockerConfigSchema = z
  .strictObject({
    image: settingText.meta({
      description: 'Base image, by tag or by digest: quay.io/centos/centos:stream9.',
      examples: ['quay.io/centos/centos:stream9'],
    }),
    pull: z
      .enum(['missing', 'always', 'never'])
      .default('missing')
      .describe('When to ask the registry for the image. `always` once per run. Default: missing.'),
    systemd: z
      .boolean()
      .default(true)
      .describe('Start the init system as PID 1 and wait until it has started its services. Default: true.'),
    init: z
      .union([settingText, z.array(settingText).min(1)])
      .optional()
      .meta({
        description:
          'PID 1: a path, or a path and its arguments. Default: /sbin/init, or, without systemd, a process that only waits.',
        examples: ['/usr/lib/systemd/systemd'],
      }),
    privileged: z
      .boolean()
      .default(false)
      .describe('Give the container every privilege. systemd does not need it. Default: false.'),
    'cap-add': words('Capabilities to add; with systemd, SYS_ADMIN is always added. Default: no others.', [
      'NET_ADMIN',
    ]),
    'cap-drop': words('Capabilities to drop. Default: none.', ['MKNOD']),
    'security-opt': z
      .array(settingText)
      .optional()
      .meta({
        description:
          'Security options. Default: with systemd, seccomp, AppArmor and SELinux labels off for this container; without, none.',
        examples: [['seccomp=unconfined']],
      }),
    volumes: words(
      'Volumes and bind mounts as Docker writes them: /host/path:/guest/path:ro, name:/guest/path, /guest/path.',
      ['/srv/licences:/srv/licences:ro'],
    ),
    tmpfs: z
      .array(settingText)
      .default(['/run', '/tmp'])
      .describe("Memory file systems, with options after a colon: '/tmp:size=512m'. Default: /run and /tmp."),
    hosts: z
      .record(z.string().min(1), settingText)
      .default({})
      .meta({
        description: 'Lines for /etc/hosts: name to address. `host-gateway` is the machine itself. Default: none.',
        examples: [{ 'db.example': '192.0.2.7', 'registry.example': 'host-gateway' }],
      }),
    dns: words("DNS servers. Default: the engine's.", ['192.0.2.53']),
    environment: z
      .record(z.string().min(1), z.string().meta({ hasVariables: true }))
      .default({})
      .meta({
        description: 'Environment of PID 1 and of every command. Default: none.',
        examples: [{ LANG: 'C.UTF-8' }],
      }),
    memory: size
      .default('1g')
      .describe('Memory limit; half of it is set aside when instances are admitted. Default: 1g.'),
    cpus: z
      .number()
      .positive()
      .optional()
      .meta({ description: 'CPU limit, may be a fraction. Default: no limit.', examples: [1, 0.5] }),
    hostname: z
      .string()
      .min(1)
      .max(63)
      .meta({ hasVariables: true })
      .optional()
      .meta({
        description: "Host name. Default: the instance's name, shortened to 63 characters.",
        examples: ['web1.example'],
      }),
    platform: z
      .string()
      .regex(/^[\w.-]+\/[\w.-]+(\/[\w.-]+)?$/, "a platform is 'linux/amd64'")
      .meta({ hasVariables: true })
      .optional()
      .meta({
        description: "Operating system and architecture of the image: linux/amd64. Default: the engine's own.",
        examples: ['linux/amd64'],
      }),
    network: settingText.optional().meta({
      description: 'Name of an existing network. Default: one that only instances of the same run are in.',
      examples: ['bridge'],
    }),
    ports: words("Ports to publish: '8080:80', '127.0.0.1:5353:53/udp'. Default: none.", ['8080:80']),
  })
  .describe('How an instance is made with Docker.');

/** The section with its defaults filled in. */
export type DockerConfig = z.infer<typeof dockerConfigSchema>;
