import type { Recipe } from '../recipe.ts';

const rootOnly = '0700, root, root';
const rootMostly = '0750, root, root';

/** What watches a machine: metrics, audit, file integrity; and the minion that takes orders. */
export const watchingRecipes: readonly Recipe[] = [
  {
    name: 'aide',
    summary: 'Intrusion detection environment',
    debs: [{ package: 'aide' }],
    move: { '/usr/bin/aide': '/usr/sbin/aide' },
    directories: { '/var/lib/aide': rootOnly, '/var/log/aide': rootOnly },
  },
  {
    name: 'audit',
    summary: 'User space tools for kernel auditing',
    debs: [{ package: 'auditd' }],
    attributes: {
      '/etc/audit/auditd.conf': '0640, root, root',
      '/etc/audit/rules.d/audit.rules': '0600, root, root',
    },
    directories: {
      '/etc/audit': rootMostly,
      '/etc/audit/rules.d': rootMostly,
      '/etc/audit/plugins.d': rootMostly,
      '/var/log/audit': rootOnly,
    },
    units: ['auditd.service'],
  },
  {
    // Named as the RPM that most fleets install; EPEL's has Debian's name.
    name: 'node_exporter',
    summary: 'Prometheus exporter for hardware and OS metrics',
    debs: [{ package: 'prometheus-node-exporter', only: /^\/usr\/bin\// }],
    move: { '/usr/bin/prometheus-node-exporter': '/usr/bin/node_exporter' },
    directories: { '/var/lib/node_exporter': '0755, node_exporter, node_exporter' },
    user: { name: 'node_exporter', home: '/var/lib/node_exporter' },
    units: ['node_exporter.service'],
  },
  {
    // The program is Salt's own, from the Salt that the guest was given: there is no Salt in Debian to pack.
    name: 'salt-minion',
    summary: 'Unit, configuration and start script of the Salt minion; the program is the Salt of the guest',
    debs: [],
    version: '3007.15',
    noarch: true,
    attributes: { '/etc/salt/minion': '0640, root, root' },
    directories: {
      '/etc/salt': '0755, root, root',
      '/etc/salt/minion.d': '0755, root, root',
      '/etc/salt/pki/minion': rootOnly,
      '/var/cache/salt': '0755, root, root',
      '/var/log/salt': '0755, root, root',
    },
    units: ['salt-minion.service'],
  },
];
