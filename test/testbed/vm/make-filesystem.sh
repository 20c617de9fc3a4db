#!/bin/sh
# Reads the tar of a root and makes it a file system inside a disk: no loop device and no mount is needed.
#   $1  directory to unpack in, removed again   $2  disk   $3  offset in it, bytes   $4  size, KiB
set -eu

mkdir "$1"
tar -C "$1" --numeric-owner --xattrs --xattrs-include='*' -xf -
# The features are spelled out: a newer mke2fs would take more, which GRUB or an older kernel does not know.
features=none,has_journal,ext_attr,resize_inode,dir_index,filetype,extent,64bit,flex_bg,sparse_super,large_file,huge_file
mke2fs -q -t ext4 -L root -m 1 -i 65536 -O "$features,dir_nlink,extra_isize,metadata_csum" \
  -E "offset=$3,lazy_itable_init=0,lazy_journal_init=1" -d "$1" "$2" "$4"
rm -rf "$1"
