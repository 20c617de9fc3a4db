import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** How a value may stand in a file, written by whatever; of what has several lines, each counts. */
function traces(canary: string): readonly string[] {
  const lines = canary.split('\n').filter((line) => line.length >= 4);
  const xml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const bytes = Buffer.from(canary);
  return [
    ...lines,
    ...lines.map((line) => JSON.stringify(line).slice(1, -1)),
    ...lines.map((line) => xml(line)),
    ...lines.map((line) => xml(line).replaceAll('"', '&quot;').replaceAll("'", '&#39;')),
    ...lines.map((line) => xml(line).replaceAll('"', '&quot;').replaceAll("'", '&apos;')),
    ...lines.map((line) => line.replaceAll("'", "''")),
    bytes.toString('base64').replaceAll('=', ''),
    bytes.toString('hex'),
  ];
}

/** Which of the canaries stand in a text, each by its name and with what stands around it. */
export function canariesIn(text: string, canaries: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(canaries).flatMap(([name, canary]) => {
    const trace = traces(canary).find((one) => text.includes(one));
    const at = trace === undefined ? -1 : text.indexOf(trace);
    return at === -1 ? [] : [`${name}: ${text.slice(Math.max(0, at - 60), at + 60)}`];
  });
}

/** The same of all files below a folder, with the path before it. */
export async function canariesBelow(
  folder: string,
  canaries: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const found = await Promise.all(
    files.map(async (file) => canariesIn(await readFile(file, 'utf8'), canaries).map((name) => `${file}: ${name}`)),
  );
  return found.flat();
}
