; Boots in a virtual machine and does what a kernel does first: protected mode, a stretch of work there, paging, long mode,
; work again; then tells QEMU's isa-debug-exit. Assembled with `nasm -f bin`.
bits 16
org 0x7c00
start:
  cli
  xor ax, ax
  mov ds, ax
  mov es, ax
  mov ss, ax
  mov sp, 0x7c00
  in al, 0x92
  or al, 2
  out 0x92, al
  lgdt [gdtr]
  mov eax, cr0
  or al, 1
  mov cr0, eax
  jmp 8:protected
bits 32
protected:
  mov ax, 16
  mov ds, ax
  mov es, ax
  mov ss, ax
  mov ecx, 20000000
.work:
  add [0x8000], ecx
  dec ecx
  jnz .work
  ; four-level paging, the first 2 MiB mapped to themselves
  mov edi, 0x10000
  mov cr3, edi
  xor eax, eax
  mov ecx, 3072
  rep stosd
  mov dword [0x10000], 0x11003
  mov dword [0x11000], 0x12003
  mov dword [0x12000], 0x83
  mov eax, cr4
  or eax, 0x20
  mov cr4, eax
  mov ecx, 0xc0000080
  rdmsr
  or ah, 1
  wrmsr
  mov eax, cr0
  or eax, 0x80000000
  mov cr0, eax
  jmp 24:longmode
bits 64
longmode:
  mov ecx, 20000000
.work:
  add [0x8000], rcx
  dec rcx
  jnz .work
  mov esi, 200
.ask:
  xor eax, eax
  cpuid
  dec esi
  jnz .ask
  mov al, 42
  out 0xf4, al
.stay:
  hlt
  jmp .stay
align 8
gdt:
  dq 0
  dq 0x00cf9a000000ffff
  dq 0x00cf92000000ffff
  dq 0x00af9a000000ffff
gdtr:
  dw $ - gdt - 1
  dd gdt
times 510 - ($ - $$) db 0
dw 0xaa55
