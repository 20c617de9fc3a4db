/** Whether an HTTP status says that the server has trouble of its own, or too much to do: another try may get an answer. */
export function isPassingStatus(status: number): boolean {
  return status >= 500 || status === 429 || status === 408;
}
