const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** ISO 8601 as `2026-11-22 22:20`, in UTC; a text that is no time stays as it is. */
export function formatTime(iso: string): string {
  const time = new Date(iso);
  return Number.isNaN(time.getTime()) ? iso : time.toISOString().slice(0, 16).replace('T', ' ');
}

/** ISO 8601 as `22 Nov 2026, 22:20 UTC`; a text that is no time stays as it is. */
export function formatLongTime(iso: string): string {
  const time = new Date(iso);
  return Number.isNaN(time.getTime()) ? iso : `${formatDate(iso)}, ${time.toISOString().slice(11, 16)} UTC`;
}

/** ISO 8601 as `22 Nov 2026`, in UTC; a text that is no time stays as it is. */
export function formatDate(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return iso;
  return `${time.getUTCDate()} ${MONTHS[time.getUTCMonth()] ?? ''} ${time.getUTCFullYear()}`;
}
