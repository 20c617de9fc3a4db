/** Something the testbed needs is missing or refuses to work; `hint` says what to do next. */
export class TestbedError extends Error {
  override readonly name = 'TestbedError';
  readonly hint: string;

  constructor(message: string, hint: string, cause?: unknown) {
    super(message, { cause });
    this.hint = hint;
  }
}

/** What a person reads when set-up cannot go on. */
export function tellError(error: unknown): string {
  if (error instanceof TestbedError) return `${error.message}\n  hint: ${error.hint}\n`;
  return `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`;
}
