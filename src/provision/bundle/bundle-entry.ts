/** One path below `/var/lib/saltern` in the guest, and what it holds. */
export type BundleEntry = { readonly path: string } & (
  | { readonly kind: 'directory' }
  | {
      readonly kind: 'file';
      /** Absolute host path, or the bytes themselves for what saltern makes. */
      readonly from: { readonly host: string } | { readonly text: string };
      /** Permission bits, up to 07777. */
      readonly mode: number;
      /** sha256 hex of the content. */
      readonly sha256: string;
    }
  /** A symbolic link; `target` is relative, and within the tree that the link is of. */
  | { readonly kind: 'link'; readonly target: string }
);

export type BundleFile = Extract<BundleEntry, { kind: 'file' }>;

/** By what the worker knows an entry; one whose fingerprint it holds already need not be sent. */
export function fingerprintOf(entry: BundleEntry): string {
  switch (entry.kind) {
    case 'directory':
      return 'dir';
    case 'link':
      return `link:${entry.target}`;
    case 'file':
      return `${entry.sha256}:${entry.mode.toString(8)}`;
    default:
      return entry satisfies never;
  }
}
