const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** ISO 8601 as `2026-11-22 22:20`, in UTC; a text that is no time stays as it is. */
export function formatTime(iso: string): string {
  const time = new Date(iso);
  return Number.isNaN(time.getTime()) ? iso : time.toISOString().slice(0, 16).replace('T', ' ');
}

/** ISO 8601 as `22 Nov 2026, 22:20 UTC`; a text that is no time stays as it is. */
export function formatLongTime(iso: string): string {
  const clock = formatClock(iso);
  return clock === iso ? iso : `${formatDate(iso)}, ${clock} UTC`;
}

/** ISO 8601 as `22 Nov 2026`, the day in UTC; a text that is no time stays as it is. */
export function formatDate(iso: string): string {
  const day = formatDay(iso);
  return day === iso ? iso : `${day} ${new Date(iso).getUTCFullYear()}`;
}

/** ISO 8601 as `22 Nov`, the day in UTC; a text that is no time stays as it is. */
export function formatDay(iso: string): string {
  const time = new Date(iso);
  return Number.isNaN(time.getTime()) ? iso : `${time.getUTCDate()} ${formatMonth(iso)}`;
}

/** ISO 8601 as `Nov`; a text that is no time stays as it is. */
export function formatMonth(iso: string): string {
  return MONTHS[new Date(iso).getUTCMonth()] ?? iso;
}

/** ISO 8601 as `22:20`, in UTC; a text that is no time stays as it is. */
export function formatClock(iso: string): string {
  const time = new Date(iso);
  return Number.isNaN(time.getTime()) ? iso : time.toISOString().slice(11, 16);
}
