import { join } from 'node:path';
import { nameOf, type Location } from '../../base/fetch/parse-location.ts';
import { packingOfName, type Packing } from '../../base/unpack/packing.ts';
import { SalternError } from '../../contract/errors.ts';
import type { SaltSource } from '../../contract/plan.ts';
import type { Provisioner } from '../../contract/provisioner.ts';

export type Onedir = Extract<SaltSource, { from: 'onedir' }>;
export type OnedirContext = Omit<Parameters<Provisioner['stages']>[1], 'snapshotUrl'>;

/** Where a onedir is kept, and where it is while it is fetched and unpacked. */
export interface OnedirFiles {
  /** Lower-case hex. */
  readonly sha256: string;
  readonly folder: string;
  /** A host path that ends in `.tar` or `.tar.xz`. */
  readonly kept: string;
  /** What has come of a download. */
  readonly part: string;
  /** Written here, then renamed. */
  readonly unpacked: string;
  /** How it is packed. With `xz` it is kept as it comes. Undefined: a plain tar. */
  readonly packing: Packing | undefined;
  /** For people. */
  readonly title: string;
}

export function onedirFiles({ sha256, version }: Onedir, location: Location, cacheDirectory: string): OnedirFiles {
  const folder = join(cacheDirectory, 'salt');
  const digest = sha256.toLowerCase();
  const packing = packingOfName(nameOf(location));
  return {
    sha256: digest,
    folder,
    kept: join(folder, `${digest}.tar${packing === 'xz' ? '.xz' : ''}`),
    part: join(folder, `${digest}.part`),
    unpacked: join(folder, `${digest}.unpacked.part`),
    packing,
    title: `salt ${version} onedir`,
  };
}

/** `isTransient`: not the server's file but a damaged part of an earlier try may be to blame. */
export function wrongDigest({ location, sha256 }: Onedir, found: string, isTransient = false): SalternError {
  return new SalternError(
    'SALT_DOWNLOAD',
    `Salt's onedir '${location}' has another sha256 than the project file says`,
    {
      details: [`expected ${sha256}`, `found    ${found}`],
      hint: 'If the new file is the one you want, pin its sha256.',
      isTransient,
    },
  );
}
