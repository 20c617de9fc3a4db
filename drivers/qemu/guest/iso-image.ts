const SECTOR = 2048;
const ROOT_SECTOR = 20;
const PATH_TABLE_BYTES = 10;

/**
 * A CD image with a few files in its top folder, as ISO 9660 (ECMA-119) without extensions. Linux reads such names in
 * lower case and without their version, so cloud-init finds `user-data`. Written here because the smallest program that
 * does it is a package of its own on every system, and no library that is still maintained does it.
 */
export function isoImage(volume: string, files: Readonly<Record<string, string>>): Buffer {
  const contents = Object.entries(files).map(([name, text]) => ({
    name: `${name.toUpperCase()}.;1`,
    bytes: Buffer.from(text),
  }));
  contents.sort((one, other) => (one.name < other.name ? -1 : 1));
  let next = ROOT_SECTOR + 1;
  const placed = contents.map((file) => {
    const sector = next;
    next += Math.max(1, Math.ceil(file.bytes.length / SECTOR));
    return { ...file, sector };
  });
  const image = Buffer.alloc(next * SECTOR);
  const root = directoryRecord('\0', ROOT_SECTOR, SECTOR, true);
  primaryDescriptor(volume, next, root).copy(image, 16 * SECTOR);
  Buffer.from('\u00FFCD001\u0001', 'latin1').copy(image, 17 * SECTOR);
  pathTable('little').copy(image, 18 * SECTOR);
  pathTable('big').copy(image, 19 * SECTOR);
  const records = [
    root,
    directoryRecord('\u0001', ROOT_SECTOR, SECTOR, true),
    ...placed.map((file) => directoryRecord(file.name, file.sector, file.bytes.length, false)),
  ];
  Buffer.concat(records).copy(image, ROOT_SECTOR * SECTOR);
  for (const file of placed) file.bytes.copy(image, file.sector * SECTOR);
  return image;
}

function primaryDescriptor(volume: string, sectors: number, root: Buffer): Buffer {
  const block = Buffer.alloc(SECTOR);
  Buffer.from('\u0001CD001\u0001', 'latin1').copy(block);
  block.fill(' ', 8, 72);
  block.write(volume, 40, 'latin1');
  both32(sectors).copy(block, 80);
  both16(1).copy(block, 120);
  both16(1).copy(block, 124);
  both16(SECTOR).copy(block, 128);
  both32(PATH_TABLE_BYTES).copy(block, 132);
  block.writeUInt32LE(18, 140);
  block.writeUInt32BE(19, 148);
  root.copy(block, 156);
  block.fill(' ', 190, 813);
  for (const at of [813, 830, 847, 864]) block.fill('0', at, at + 16);
  block[881] = 1;
  return block;
}

function directoryRecord(name: string, sector: number, bytes: number, isDirectory: boolean): Buffer {
  const length = 33 + name.length + (name.length % 2 === 0 ? 1 : 0);
  const record = Buffer.alloc(length);
  record[0] = length;
  both32(sector).copy(record, 2);
  both32(bytes).copy(record, 10);
  // 1 January 2000: the same files give the same image.
  Buffer.from([100, 1, 1, 0, 0, 0, 0]).copy(record, 18);
  record[25] = isDirectory ? 2 : 0;
  both16(1).copy(record, 28);
  record[32] = name.length;
  record.write(name, 33, 'latin1');
  return record;
}

function pathTable(order: 'little' | 'big'): Buffer {
  const table = Buffer.alloc(PATH_TABLE_BYTES);
  table[0] = 1;
  if (order === 'little') {
    table.writeUInt32LE(ROOT_SECTOR, 2);
    table.writeUInt16LE(1, 6);
  } else {
    table.writeUInt32BE(ROOT_SECTOR, 2);
    table.writeUInt16BE(1, 6);
  }
  return table;
}

function both32(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32LE(value);
  bytes.writeUInt32BE(value, 4);
  return bytes;
}

function both16(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt16LE(value);
  bytes.writeUInt16BE(value, 2);
  return bytes;
}
