import { open, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Writes a file beside its place, forces it to disk and renames it: whoever reads it finds the old text or the new one,
 * after a crash too. For one writer at a time: what a crash left half-written, the next one writes over.
 */
export async function replaceFile(file: string, text: string): Promise<void> {
  const aside = join(dirname(file), `.${basename(file)}.new`);
  const handle = await open(aside, 'w', 0o644);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(aside, file);
}
