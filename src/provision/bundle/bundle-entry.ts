/** One path below `/var/lib/saltern` in the guest, and what it holds. */
export type BundleEntry = { readonly path: string } & (
  | { readonly kind: 'directory' }
  | {
      readonly kind: 'file';
      /** Absolute host path, or the bytes themselves for what saltern makes. */
      readonly from: { readonly host: string } | { readonly text: string };
      readonly isExecutable: boolean;
      /** sha256 hex of the content. */
      readonly sha256: string;
    }
);

export type BundleFile = Extract<BundleEntry, { kind: 'file' }>;

/** By what the worker knows an entry; one whose fingerprint it holds already need not be sent. */
export function fingerprintOf(entry: BundleEntry): string {
  if (entry.kind === 'directory') return 'dir';
  return entry.isExecutable ? `${entry.sha256}:x` : entry.sha256;
}
