/** The day that many days after today, `2026-12-31`: what people write that holds something back, or lets it pass, has an end. */
export function dayFromNow(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}
