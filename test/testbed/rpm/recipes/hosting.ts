import type { Recipe } from '../recipe.ts';

const els = ['el8', 'el9'] as const;
const networkDriver = /libvirt_driver_network\.so$|leaseshelper$/;
const rootOnly = '0700, root, root';

/** A hypervisor host: libvirt, which really runs; the emulator is a stand-in, for QEMU's own weighs 30 MB. */
export const hostingRecipes: readonly Recipe[] = [
  { name: 'dmidecode', summary: 'Tool to analyse BIOS DMI data', els, debs: [{ package: 'dmidecode' }] },
  {
    name: 'libvirt-client',
    summary: 'Client side utilities of the libvirt library',
    els,
    debs: [{ package: 'libvirt-clients', only: /^\/usr\/bin\/virsh$/ }],
  },
  {
    name: 'libvirt-daemon',
    summary: 'Server side daemon required to manage the libvirt library',
    els,
    debs: [
      { package: 'libvirt-daemon', only: /^\/usr\/(sbin\/libvirtd$|lib\/libvirt\/libvirt_(iohelper|parthelper)$)/ },
      // Debian 13 has parts of it in packages of their own.
      { package: 'libvirt-daemon-common', only: /iohelper$/ },
      { package: 'libvirt-common', only: /^\/usr\/share\/libvirt\// },
    ],
    directories: { '/etc/libvirt': rootOnly, '/var/lib/libvirt': '0755, root, root', '/var/log/libvirt': rootOnly },
    groups: ['libvirt'],
    requires: ['dmidecode'],
    units: ['libvirtd.service'],
  },
  {
    name: 'libvirt-daemon-driver-network',
    summary: 'Network driver plugin for the libvirtd daemon',
    els,
    debs: [
      { package: 'libvirt-daemon', only: networkDriver },
      { package: 'libvirt-daemon-driver-network', only: networkDriver, alone: true },
    ],
    directories: { '/etc/libvirt/qemu': rootOnly, '/etc/libvirt/qemu/networks': rootOnly },
    requires: ['libvirt-daemon', 'nftables'],
  },
  {
    name: 'libvirt-daemon-driver-qemu',
    summary: 'QEMU driver plugin for the libvirtd daemon',
    els,
    debs: [{ package: 'libvirt-daemon-driver-qemu', only: /libvirt_driver_qemu\.so$/, alone: true }],
    // The library asks for them by Debian's name, whatever qemu.conf says.
    user: { name: 'libvirt-qemu', home: '/var/lib/libvirt' },
    groups: ['kvm'],
    requires: ['libvirt-daemon'],
  },
  {
    name: 'libvirt-daemon-kvm',
    summary: 'Server side daemon and driver required to run KVM guests',
    els,
    debs: [],
    version: '9.0',
    noarch: true,
    requires: ['libvirt-daemon', 'libvirt-daemon-driver-network', 'libvirt-daemon-driver-qemu', 'qemu-kvm'],
  },
  { name: 'nftables', summary: 'Netfilter tables userspace utilities', els, debs: [{ package: 'nftables' }] },
  { name: 'qemu-kvm', summary: 'Stand-in for QEMU: it emulates nothing', els, debs: [], version: '1.0', noarch: true },
];
