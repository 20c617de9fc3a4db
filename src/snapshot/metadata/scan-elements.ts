import { expectElement } from './limit-content.ts';

/**
 * The elements of a name in an XML text that comes in chunks of any size, each from `<` to before its end tag, one byte
 * per character. Only for elements that never hold one of their own name.
 */
export async function* scanElements(chunks: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<string> {
  const closing = `</${name}>`;
  const opening = new RegExp(`<${name}[\\s>]`, 'g');
  let rest = '';
  for await (const chunk of chunks) {
    rest += Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1');
    let from = 0;
    for (let end; (end = rest.indexOf(closing, from)) !== -1; from = end + closing.length) {
      opening.lastIndex = from;
      const start = opening.exec(rest)?.index ?? end;
      if (start < end) yield rest.slice(start, end);
    }
    rest = rest.slice(from);
    expectElement(rest.length);
  }
}
