import type { Program } from '../../../src/contract/programs.ts';

/** What VM images and UEFI machines are made with besides programs, at the places where Debian keeps it. */
export const vmFiles: readonly Program[] = [
  { name: '/usr/share/OVMF/OVMF_CODE_4M.fd', debian: 'ovmf', neededBy: ['machines'] },
  { name: '/usr/lib/grub/i386-pc/boot.img', debian: 'grub-pc-bin', neededBy: ['machines'] },
  { name: '/usr/lib/grub/x86_64-efi/normal.mod', debian: 'grub-efi-amd64-bin', neededBy: ['machines'] },
];
