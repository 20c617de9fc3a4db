/** Bytes of one package, group or advisory: a hundred times what the largest has. */
const MOST_ELEMENT_BYTES = 16 * 2 ** 20;

/** Metadata shrinks to a tenth or twentieth; what unpacks to more than this is made to fill memories. */
const MOST_RATIO = 200;
/** So much may come out of any file. */
const HARMLESS_BYTES = 256 * 2 ** 20;

/** Passes on what a file of `packedBytes` unpacks to. Throws an `Error` with one sentence once that is out of proportion. */
export async function* limitContent(
  chunks: AsyncIterable<Uint8Array>,
  packedBytes: number,
): AsyncGenerator<Uint8Array> {
  const most = Math.max(HARMLESS_BYTES, packedBytes * MOST_RATIO);
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > most) throw new Error(`its ${packedBytes} bytes unpack to more than ${most}`);
    yield chunk;
  }
}

/** Throws an `Error` with one sentence where what is kept until an element ends becomes too much. */
export function expectElement(keptBytes: number): void {
  if (keptBytes <= MOST_ELEMENT_BYTES) return;
  throw new Error(`it holds an element of more than ${MOST_ELEMENT_BYTES} bytes`);
}
