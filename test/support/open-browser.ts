import { launch, type Browser } from 'puppeteer-core';
import { findOnPath } from '../../src/app/doctor/find-programs.ts';

/**
 * Debian's Chromium without a window, as people have it; disposing ends it. Its sandbox cannot be had as root, and it sees
 * only pages of ours. Throws with the program's name where it is missing.
 */
export async function openBrowser(): Promise<AsyncDisposable & { readonly browser: Browser }> {
  const executablePath = await findOnPath('chromium', process.env['PATH'] ?? '');
  if (executablePath === undefined) throw new Error("there is no 'chromium' on the PATH: see src/contract/programs.ts");
  const browser = await launch({
    executablePath,
    pipe: true,
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
  });
  return { browser, [Symbol.asyncDispose]: () => browser.close() };
}
