/** `3.1 s`, from a minute on `2 min 05 s`, from an hour on `1 h 02 min`. */
export function formatDuration(ms: number): string {
  const tenths = Math.round(Math.max(0, ms) / 100);
  if (tenths < 600) return `${(tenths / 10).toFixed(1)} s`;
  const seconds = Math.round(tenths / 10);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${two(seconds % 60)} s`;
  return `${Math.floor(seconds / 3600)} h ${two(Math.floor((seconds % 3600) / 60))} min`;
}

/** The same without a unit for a row of phases: `0.5`, from a minute on `2:05`. */
export function formatPhaseTime(ms: number): string {
  const tenths = Math.round(Math.max(0, ms) / 100);
  if (tenths < 600) return (tenths / 10).toFixed(1);
  const seconds = Math.round(tenths / 10);
  return `${Math.floor(seconds / 60)}:${two(seconds % 60)}`;
}

/** For columns of times: `0:41`, `12:05`, from an hour on `1:02:05`. */
export function formatStopwatch(ms: number): string {
  const seconds = Math.round(Math.max(0, ms) / 1000);
  const [minutes, rest] = [Math.floor(seconds / 60), two(seconds % 60)];
  return minutes < 60 ? `${minutes}:${rest}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${rest}`;
}

/** `about 12 s left`, `about 3 min left`. */
export function formatLeft(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000));
  return seconds < 90 ? `about ${seconds} s left` : `about ${Math.round(seconds / 60)} min left`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
