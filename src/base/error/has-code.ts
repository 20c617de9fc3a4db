/** Whether an error is one of Node's that carries one of these codes: `ENOENT`, `EACCES`, … */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
