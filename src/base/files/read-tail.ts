import { openRegular, toUnreadable } from './open-regular.ts';

/** The last bytes of a file, at most so many, as text; a first line that is cut is left out. Throws UnreadableError. */
export async function readTail(path: string, mostBytes: number): Promise<string> {
  await using file = await openRegular(path);
  try {
    const position = Math.max(0, file.size - mostBytes);
    const bytes = Buffer.alloc(Math.min(file.size, mostBytes));
    const { bytesRead } = await file.handle.read(bytes, 0, bytes.length, position);
    const text = bytes.toString('utf8', 0, bytesRead);
    return position === 0 ? text : text.slice(text.indexOf('\n') + 1);
  } catch (error) {
    throw toUnreadable(path, error);
  }
}
