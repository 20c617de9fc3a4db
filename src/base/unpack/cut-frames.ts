/**
 * Cuts a zstd file's bytes after each of its frames. Node's decompressor goes on with the next frame only when that
 * comes in a chunk of its own: it drops what follows in the same chunk, sometimes with an error, sometimes without.
 * Bytes that are not zstd, or no longer, pass uncut, for the decompressor to complain about.
 */
export async function* cutFrames(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const walk = walkFrames();
  let want = walk.next().value;
  let head: Buffer[] = [];
  for await (const chunk of chunks) {
    let cut = 0;
    for (let at = 0; at < chunk.length;) {
      const piece = chunk.subarray(at, at + want.bytes);
      at += piece.length;
      if (want.isHead) head.push(piece);
      want = { ...want, bytes: want.bytes - piece.length };
      if (want.bytes > 0) break;
      want = walk.next(head.length === 1 ? head[0] : Buffer.concat(head)).value;
      head = [];
      if (want.bytes > 0) continue;
      yield chunk.subarray(cut, at);
      cut = at;
      want = walk.next().value;
    }
    if (cut < chunk.length) yield chunk.subarray(cut);
  }
}

/** How many bytes are to be looked at or passed over next; 0: a frame has ended here. */
interface Want {
  readonly bytes: number;
  readonly isHead: boolean;
}

type Walk = Generator<Want, never, Buffer | undefined>;
type Step = Generator<Want, Buffer, Buffer | undefined>;

const FRAME = 0xfd2fb528;
/** Sixteen magic numbers (the last four bits are free), for frames whose content does not count. */
const SKIPPABLE = 0x184d2a50;

/** Frames as RFC 8878, section 3.1, lays them out; only what is needed to find their ends is looked at. */
function* walkFrames(): Walk {
  for (;;) {
    const magic = (yield* look(4)).readUInt32LE();
    if ((magic & 0xfffffff0) >>> 0 === SKIPPABLE) yield* pass((yield* look(4)).readUInt32LE());
    else if (magic === FRAME) yield* walkFrame();
    else yield* pass(Number.POSITIVE_INFINITY);
    yield { bytes: 0, isHead: false };
  }
}

function* walkFrame(): Step {
  const descriptor = (yield* look(1)).readUInt8();
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const sizeBytes = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] ?? 0;
  yield* pass((isSingleSegment ? 0 : 1) + dictionaryBytes + sizeBytes);
  for (let isLast = false; !isLast;) {
    const block = (yield* look(3)).readUIntLE(0, 3);
    isLast = (block & 1) !== 0;
    const isOneByteRepeated = ((block >> 1) & 3) === 1;
    yield* pass(isOneByteRepeated ? 1 : block >> 3);
  }
  return yield* pass((descriptor & 4) === 0 ? 0 : 4);
}

function* look(bytes: number): Step {
  return (yield { bytes, isHead: true }) ?? NOTHING;
}

function* pass(bytes: number): Step {
  return bytes === 0 ? NOTHING : ((yield { bytes, isHead: false }) ?? NOTHING);
}

const NOTHING = Buffer.alloc(0);
