/** Bytes of a stream that are not done with yet: one piece of memory for all of them, however many chunks come. */
export interface Backlog {
  /** What there is; holds until the next call. */
  readonly bytes: Buffer;
  add(chunk: Uint8Array): void;
  /** The first `count` bytes are done with. */
  drop(count: number): void;
}

export function openBacklog(): Backlog {
  let memory = Buffer.allocUnsafeSlow(2 ** 19);
  let [start, end] = [0, 0];
  return {
    get bytes() {
      return memory.subarray(start, end);
    },
    add(chunk) {
      if (end + chunk.length > memory.length) {
        const rest = memory.subarray(start, end);
        const needed = rest.length + chunk.length;
        if (needed <= memory.length) rest.copy(memory);
        else memory = Buffer.concat([rest], needed * 2);
        [start, end] = [0, rest.length];
      }
      memory.set(chunk, end);
      end += chunk.length;
    },
    drop: (count) => void (start += count),
  };
}
