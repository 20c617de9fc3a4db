#!/bin/sh
# A hook of mmdebstrap ($1 is the new root): turns a Debian root into a stand-in, and downloads the Debian
# packages that the RPM pool is packed from, with all they need beyond what this root holds.
#   STANDIN_RPM  release RPM to install   STANDIN_DEBS  where the packages go   STANDIN_PACKAGES  their names, or nothing
#   STANDIN_ALONE  names of packages that come without what they need
set -eu
root=$1

rm -f "$root"/var/cache/apt/archives/*.deb
if [ -n "$STANDIN_PACKAGES" ]; then
  export APT_CONFIG="$MMDEBSTRAP_APT_CONFIG"
  known=
  for package in $STANDIN_PACKAGES; do # not every Debian release splits its packages alike
    if apt-cache show "$package" > /dev/null 2>&1; then known="$known $package"; fi
  done
  apt-get -qq -y --download-only --no-install-recommends install $known
  cp "$root"/var/cache/apt/archives/*.deb "$STANDIN_DEBS"/
  for package in $STANDIN_ALONE; do
    if apt-cache show "$package" > /dev/null 2>&1; then (cd "$STANDIN_DEBS" && apt-get -qq download "$package"); fi
  done
fi

# The names that RPM software expects.
rm -f "$root/etc/os-release" "$root/etc/debian_version" "$root/etc/lsb-release"
mkdir -p "$root/etc/sysconfig" "$root/etc/yum.repos.d" "$root/usr/libexec" "$root/etc/pki/rpm-gpg"
ln -sf dnf "$root/usr/bin/yum"
cat > "$root/etc/dnf/dnf.conf" <<'EOF'
[main]
gpgcheck=1
installonly_limit=3
clean_requirements_on_remove=True
best=True
skip_if_unavailable=False
EOF
ln -sf dnf/dnf.conf "$root/etc/yum.conf"
chroot "$root" groupadd -r wheel

# CentOS's presets: these daemons are enabled when they are installed, nothing else is.
mkdir -p "$root/usr/lib/systemd/system-preset"
printf 'enable %s\n' sshd.service chronyd.service crond.service rsyslog.service postfix.service logrotate.timer \
  auditd.service sssd.service \
  > "$root/usr/lib/systemd/system-preset/90-default.preset"
echo 'disable *' > "$root/usr/lib/systemd/system-preset/99-default-disable.preset"

# Debian 11 and 12 keep root's RPM database under $HOME, so it would depend on who asks.
mkdir -p "$root/etc/rpm"
echo '%_dbpath /var/lib/rpm' > "$root/etc/rpm/macros"

cp "$STANDIN_RPM" "$root/tmp/release.rpm"
chroot "$root" rpm -i --nosignature /tmp/release.rpm
rm "$root/tmp/release.rpm"

# Debian's own chores, which a stand-in does not do, and what would differ from one build to the next.
for unit in dpkg-db-backup.timer fstrim.timer e2scrub_all.timer e2scrub_reap.service remote-fs.target; do
  chroot "$root" systemctl --quiet disable "$unit" 2>/dev/null || :
done
rm -rf "$root"/var/log/*.log "$root"/var/log/apt "$root"/var/log/dpkg.log "$root"/var/cache/ldconfig
# Empty, not "uninitialized": systemd must not take a new container for the first boot of a machine.
: > "$root/etc/machine-id"
rm -f "$root/etc/hostname"
