import { z } from 'zod';
import { settingText } from '../../src/base/yaml/schema-words.ts';
import { SIZE_PATTERN } from '../../src/base/text/parse-bytes.ts';

const size = z.union([
  z.string().regex(SIZE_PATTERN, "a size is a number with 'm' or 'g', for example '2g'").meta({ hasVariables: true }),
  z.int().positive(),
]);

/**
 * The platform's `qemu:` section. Strict: an unknown key is an error. Sizes are in bytes, or with the units k, m, g (of
 * 1024).
 */
export const qemuConfigSchema = z
  .strictObject({
    image: z
      .string()
      .regex(/^(https?:\/\/|file:\/\/|\/)/, 'a disk image is an http(s) URL or an absolute path')
      .meta({ hasVariables: true })
      .meta({
        description:
          'Disk image (qcow2 or raw; .xz, .gz, .zst and .bz2 are unpacked): an http(s) URL or an absolute path. A `*` in one segment stands for the newest by name.',
        examples: ['/var/lib/images/golden.qcow2'],
      }),
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/i, 'a sha256 is 64 hex digits')
      .meta({ hasVariables: true })
      .optional()
      .meta({
        description:
          'Digest of the image as it is downloaded. A pinned image needs no network once it is here. Default: not pinned.',
        examples: ['0'.repeat(64)],
      }),
    checksum: settingText.optional().meta({
      description:
        'Checksum file, relative to the image or absolute. Default: those that usually stand beside an image.',
      examples: ['SHA256SUMS'],
    }),
    memory: size.default('2g').describe('Memory of the machine. Default: 2g.'),
    cpus: z
      .number()
      .positive()
      .default(1)
      .describe('Cores of the machine; a fraction is rounded up. Default: 1, which is fastest without KVM.'),
    disk: size
      .default('20g')
      .describe('Size of the root disk, if the image is smaller; it takes only what is written. Default: 20g.'),
    acceleration: z
      .enum(['auto', 'kvm', 'emulation'])
      .default('auto')
      .describe('`auto` starts a machine to find out whether KVM works here. Default: auto.'),
    machine: settingText.default('q35').describe('Machine type of QEMU. Default: q35.'),
    cpu: settingText
      .optional()
      .meta({ description: 'CPU model of QEMU. Default: host with KVM, max without.', examples: ['Nehalem'] }),
    firmware: z.enum(['bios', 'uefi']).default('bios').describe('How the image boots. Default: bios.'),
    kernel: settingText.optional().meta({
      description: 'Kernel to boot directly: an absolute path on this host. Default: the image boots itself.',
      examples: ['/var/lib/images/vmlinuz'],
    }),
    initrd: settingText.optional().meta({
      description: 'Initial RAM disk of that kernel: an absolute path. Default: none.',
      examples: ['/var/lib/images/initrd.img'],
    }),
    'kernel-arguments': z
      .string()
      .default('root=/dev/vda1 ro console=tty0 console=ttyS0,115200n8')
      .describe(
        'Command line of a kernel that is booted directly. Default: root on the first partition, console on the serial port.',
      ),
    warm: z
      .boolean()
      .default(true)
      .describe('Save memory and disk after preparing, and start every instance from there. Default: true.'),
  })
  .describe('How an instance is made with QEMU.');

/** The section with its defaults filled in. */
export type QemuConfig = z.infer<typeof qemuConfigSchema>;
