/** `412.0 MiB`, in the largest unit that it fills; below one KiB `1023 B`. */
export function formatBytes(bytes: number): string {
  const units = ['GiB', 'MiB', 'KiB'] as const;
  const index = [30, 20, 10].findIndex((power) => bytes >= 2 ** power);
  return index < 0 ? `${bytes} B` : `${(bytes / 2 ** (30 - 10 * index)).toFixed(1)} ${units[index] ?? ''}`;
}

/** `0.3 GiB`, always in that unit, for amounts that are compared; a negative amount counts as 0. */
export function formatGib(bytes: number): string {
  return `${(Math.max(bytes, 0) / 2 ** 30).toFixed(1)} GiB`;
}

/** `412 MiB (431620096 bytes)`, rounded up, for space that is needed. */
export function formatNeededBytes(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20)} MiB (${bytes} bytes)`;
}
