import type { QemuConfig } from '../config.ts';

/** Where a disk image can be had. */
export interface ImageSource {
  /**
   * http(s) URL, absolute host path or file: URL. A `*` in one segment of the path stands for the newest by name in the
   * listing of the folder above.
   */
  readonly location: string;
  /** 64 hex digits; undefined: not pinned. */
  readonly sha256: string | undefined;
  /**
   * Address of a checksum file, absolute or relative to the image's own folder. Default: `<image>.SHA256SUM`,
   * `<image>.sha256`, `SHA256SUMS`, `CHECKSUM` beside it, the first that lists the image.
   */
  readonly checksum: string | undefined;
}

/** What the configuration says of the image. */
export function imageSource({
  image,
  sha256,
  checksum,
}: Pick<QemuConfig, 'image' | 'sha256' | 'checksum'>): ImageSource {
  return { location: image, sha256: sha256?.toLowerCase(), checksum };
}
