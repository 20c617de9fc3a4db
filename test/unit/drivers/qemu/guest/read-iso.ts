// Our own reader, for the fast half of the tests: in test/integration/qemu-machines.test.ts cloud-init reads the image.
const SECTOR = 2048;

export interface ReadIso {
  readonly volume: string;
  /** In the order of the directory. */
  readonly names: readonly string[];
  /** Name as Linux shows it, to content. */
  readonly files: ReadonlyMap<string, string>;
}

/** Reads the top folder of an ISO 9660 image as ECMA-119 says, and throws where the two byte orders differ. */
export function readIso(image: Buffer): ReadIso {
  const primary = image.subarray(16 * SECTOR, 17 * SECTOR);
  if (primary.toString('latin1', 0, 7) !== '\u0001CD001\u0001') throw new Error('no primary volume descriptor');
  if (image.toString('latin1', 17 * SECTOR, 17 * SECTOR + 7) !== '\u00FFCD001\u0001') throw new Error('no terminator');
  if (both32(primary, 80) * SECTOR !== image.length) throw new Error('the volume is not as long as it says');
  if (primary.readUInt16LE(128) !== SECTOR) throw new Error('another block size');
  const root = record(primary.subarray(156, 190));
  checkPathTable(image, primary, root.sector);
  const directory = image.subarray(root.sector * SECTOR, root.sector * SECTOR + root.bytes);
  const records: Entry[] = [];
  for (let at = 0; (directory[at] ?? 0) > 0; at += directory[at] ?? 0) records.push(record(directory.subarray(at)));
  const [self, parent, ...entries] = records;
  if (self?.name !== '\0' || parent?.name !== '\u0001' || self.sector !== root.sector || parent.sector !== root.sector)
    throw new Error('the directory does not name itself');
  return {
    volume: primary.toString('latin1', 40, 72).trimEnd(),
    names: entries.map(({ name }) => name),
    files: new Map(
      entries.map(({ name, sector, bytes }) => [
        name.replace(/\.;1$/, '').toLowerCase(),
        image.toString('utf8', sector * SECTOR, sector * SECTOR + bytes),
      ]),
    ),
  };
}

interface Entry {
  readonly name: string;
  readonly sector: number;
  readonly bytes: number;
}

function record(bytes: Buffer): Entry {
  const length = bytes[32] ?? 0;
  if ((bytes[0] ?? 0) % 2 !== 0) throw new Error('a directory record of odd length');
  return { name: bytes.toString('latin1', 33, 33 + length), sector: both32(bytes, 2), bytes: both32(bytes, 10) };
}

function checkPathTable(image: Buffer, primary: Buffer, root: number): void {
  const [little, big] = [primary.readUInt32LE(140) * SECTOR, primary.readUInt32BE(148) * SECTOR];
  if (both32(primary, 132) !== 10) throw new Error('a path table of another size');
  if (image.readUInt32LE(little + 2) !== root || image.readUInt32BE(big + 2) !== root)
    throw new Error('the path tables lead elsewhere');
}

function both32(bytes: Buffer, at: number): number {
  const value = bytes.readUInt32LE(at);
  if (value !== bytes.readUInt32BE(at + 4)) throw new Error(`two numbers at ${at}`);
  return value;
}
