#!/bin/sh
# The last hook of mmdebstrap for a VM ($1 is the new root, already a stand-in): what makes it boot by itself.
#   VM_RPMS  RPMs that a cloud image has and a container image lacks
set -eu
root=$1

mkdir "$root/tmp/rpms"
cp $VM_RPMS "$root/tmp/rpms/"
# No plugins: one of them wants the root to be a mount point.
chroot "$root" sh -c 'rpm -i --nosignature --noplugins /tmp/rpms/*.rpm'
rm -r "$root/tmp/rpms"
rm -f "$root"/etc/ssh/ssh_host_*

chroot "$root" systemctl --quiet enable systemd-networkd.service

# Bullseye's cloud-init does not know networkd: there the machine's network is set up without it.
if [ ! -e "$root/usr/lib/python3/dist-packages/cloudinit/net/networkd.py" ]; then
  echo 'network: {config: disabled}' > "$root/etc/cloud/cloud.cfg.d/98-network.cfg"
fi

# Logs and /tmp as on CentOS: no journal on the disk, no tmpfs.
rm -rf "$root/var/log/journal"
without='tmp.mount'
# What follows serves no test and takes a third of a second each, without KVM.
without="$without systemd-binfmt.service proc-sys-fs-binfmt_misc.automount systemd-udev-load-credentials.service"
without="$without sys-kernel-debug.mount sys-kernel-tracing.mount sys-kernel-config.mount sys-fs-fuse-connections.mount"
without="$without systemd-network-generator.service systemd-pstore.service networking.service ifupdown-pre.service"
for module in configfs dm_mod drm efi_pstore fuse loop; do without="$without modprobe@$module.service"; done
for unit in $without; do ln -sf /dev/null "$root/etc/systemd/system/$unit"; done
mkdir -p "$root/etc/systemd/system-generators"
for name in bless-boot cryptsetup debug gpt-auto hibernate-resume integritysetup run ssh system-update tpm2 veritysetup; do
  ln -s /dev/null "$root/etc/systemd/system-generators/systemd-$name-generator"
done
# cloud-init checks its input against a schema when it finds this, for three seconds.
rm -r "$root"/usr/lib/python3/dist-packages/jsonschema

kernel=$(cd "$root/boot" && echo vmlinuz-*)
mkdir -p "$root/boot/grub"
cat > "$root/boot/grub/grub.cfg" <<EOF
serial --unit=0 --speed=115200
terminal_input serial console
terminal_output serial console
set timeout=0
menuentry stand-in {
  linux /boot/$kernel root=LABEL=root ro console=tty0 console=ttyS0,115200n8 no_timer_check net.ifnames=0 lsm=lockdown,yama,integrity
  initrd /boot/initrd.img-${kernel#vmlinuz-}
}
EOF

# Nothing is newer than what was made from it: no caches and users to be made at the first boot.
touch -r "$root/usr" "$root/etc/.updated" "$root/var/.updated"
