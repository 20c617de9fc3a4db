/**
 * A boot sector that does what a kernel does first: protected mode and a stretch of work there, paging, long mode, work
 * again, a few questions to the processor; then it writes to QEMU's `isa-debug-exit` that all went well. Where KVM only
 * seems to work, firmware comes up but this does not get through. The source is in `boot-sector.asm` in this folder.
 */
const CODE = [
  '+jHAjtiOwI7QvAB85JIMAuaSDwEW2HwPIMAMAQ8iwOokfAgAZrgQAI7YjsCO0LkALTEBAQ0AgAAASXX3vwAAAQAPIt8xwLkADAAA',
  '86vHBQAAAQADEAEAxwUAEAEAAyABAMcFACABAIMAAAAPIOCDyCAPIuC5gAAAwA8ygMwBDzAPIMANAAAAgA8iwOqSfAAAGAC5AC0x',
  'AUgBDCUAgAAASP/JdfO+yAAAADHAD6L/znX4sCrm9PTr/QAAAAAAAAAA//8AAACazwD//wAAAJLPAP//AAAAmq8AHwC4fA==',
].join('');

/** Status of QEMU when the sector got through: twice the byte it writes, plus one. */
export const GOT_THROUGH = 85;
/** Port of `isa-debug-exit`. */
export const EXIT_PORT = '0xf4';

/** A disk of 1 MiB: firmware boots from nothing smaller. */
export function bootSectorDisk(): Buffer {
  const disk = Buffer.alloc(2 ** 20);
  Buffer.from(CODE, 'base64').copy(disk);
  disk.writeUInt16LE(0xaa55, 510);
  return disk;
}
