const MIB = 2 ** 20;

/**
 * Bytes that a file of each kind may have: a hundred times what people write, and few enough that an endless file is
 * refused at once instead of filling the memory.
 */
export const MOST_BYTES = {
  /** Project, suite file, overlay, gate policy, gossfile, other programs' settings. */
  settings: MIB / 2,
  /** Evidence, state files, verdicts: what saltern wrote, and others may have changed. */
  record: 32 * MIB,
  /** Manifests, lists of packages, logs: what grows with what is tested. */
  log: 512 * MIB,
  /** One file of a formula or a pillar, which is sent to guests. */
  content: 512 * MIB,
} as const;
