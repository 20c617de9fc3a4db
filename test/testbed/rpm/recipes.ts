import type { Recipe } from './recipe.ts';
import { identityRecipes } from './recipes/identity.ts';
import { toolRecipes } from './recipes/tools.ts';
import { watchingRecipes } from './recipes/watching.ts';

const openssh = /\/(ssh-keygen|ssh-keysign|ssh-sk-helper)$/;
const rootDirectory = '0755, root, root';

/** The release package: what the base system brings on CentOS and other RPMs ask for. */
export const releaseRecipe: Recipe = {
  name: 'standin-release',
  summary: 'Release files of a saltern stand-in (not CentOS)',
  debs: [],
  version: '1.0',
  noarch: true,
  links: {
    '/etc/redhat-release': 'centos-release',
    '/etc/system-release': 'centos-release',
  },
  provides: [
    'system-release = %{standin_release}',
    'system-release(releasever) = %{standin_release}',
    'redhat-release = %{standin_release}',
    ...'/bin/sh /usr/bin/sh /bin/bash /usr/bin/bash /usr/bin/python3 /sbin/ldconfig /usr/sbin/useradd'.split(' '),
    ...'bash coreutils glibc shadow-utils systemd util-linux procps-ng python3 tzdata zlib'.split(' '),
  ],
};

/** Working software under CentOS's names, none of which the images hold. */
export const recipes: readonly Recipe[] = [
  {
    name: 'chrony',
    summary: 'An NTP client/server',
    debs: [{ package: 'chrony', only: /^\/usr\/(s?bin)\// }],
    attributes: { '/etc/chrony.keys': '0640, root, chrony' },
    directories: { '/var/lib/chrony': '0750, chrony, chrony', '/var/log/chrony': '0750, chrony, chrony' },
    user: { name: 'chrony', home: '/var/lib/chrony' },
    units: ['chronyd.service'],
  },
  {
    name: 'openssh',
    summary: 'An open source implementation of SSH protocol version 2',
    debs: [
      { package: 'openssh-client', only: openssh },
      { package: 'openssh-server', only: /^\/etc\/ssh\/moduli$/ },
    ],
    directories: { '/etc/ssh': rootDirectory },
  },
  {
    name: 'openssh-clients',
    summary: 'SSH client applications',
    debs: [{ package: 'openssh-client', except: openssh }],
    directories: { '/etc/ssh/ssh_config.d': rootDirectory },
    requires: ['openssh'],
  },
  {
    name: 'openssh-server',
    summary: 'SSH server daemon',
    debs: [{ package: 'openssh-server', except: /^\/etc\/ssh\/moduli$/ }, { package: 'openssh-sftp-server' }],
    move: { '/usr/lib/openssh/sftp-server': '/usr/libexec/openssh/sftp-server' },
    drop: /^\/usr\/(share\/openssh\/|lib\/sftp-server$)/,
    attributes: { '/etc/ssh/sshd_config': '0600, root, root', '/etc/sysconfig/sshd': '0640, root, root' },
    directories: { '/etc/ssh/sshd_config.d': '0700, root, root' },
    user: { name: 'sshd', home: '/run/sshd' },
    requires: ['openssh'],
    units: ['sshd.service'],
  },
  {
    name: 'rsyslog',
    summary: 'Enhanced system logging and kernel message trapping daemon',
    debs: [{ package: 'rsyslog' }],
    drop: /rsyslog-rotate$/,
    directories: { '/etc/rsyslog.d': rootDirectory, '/var/lib/rsyslog': '0700, root, root' },
    units: ['rsyslog.service'],
  },
  {
    name: 'sudo',
    summary: 'Allows restricted root access for specified users',
    debs: [{ package: 'sudo' }],
    attributes: { '/etc/sudoers': '0440, root, root', '/usr/bin/sudo': '4111, root, root' },
    drop: /^\/etc\/sudoers\.d\/README$/,
    directories: { '/etc/sudoers.d': '0750, root, root', '/var/lib/sudo': '0711, root, root' },
    groups: ['wheel'],
  },
  {
    name: 'cronie',
    summary: 'Cron daemon for executing programs at set times',
    debs: [{ package: 'cron' }, { package: 'cron-daemon-common' }],
    move: { '/usr/sbin/cron': '/usr/sbin/crond' },
    attributes: { '/usr/bin/crontab': '2755, root, crontab' },
    directories: {
      '/etc/cron.d': rootDirectory,
      '/etc/cron.hourly': rootDirectory,
      '/etc/cron.daily': rootDirectory,
      '/etc/cron.weekly': rootDirectory,
      '/etc/cron.monthly': rootDirectory,
      '/var/spool/cron': rootDirectory,
      '/var/spool/cron/crontabs': '1730, root, crontab',
    },
    groups: ['crontab'],
    provides: ['crontabs'],
    units: ['crond.service'],
  },
  {
    name: 'logrotate',
    summary: 'Rotates, compresses, removes and mails system log files',
    debs: [{ package: 'logrotate', only: /^\/usr\/sbin\/logrotate$/ }],
    directories: { '/etc/logrotate.d': rootDirectory, '/var/lib/logrotate': rootDirectory },
    units: ['logrotate.timer'],
  },
  {
    name: 'postfix',
    summary: 'Postfix Mail Transport Agent',
    debs: [{ package: 'postfix' }],
    move: { '/usr/share/postfix/dynamicmaps.cf': '/etc/postfix/dynamicmaps.cf' },
    drop: /^\/(etc\/rsyslog\.d|usr\/share\/postfix)\/|\.proto$|configure-instance\.sh$|syncfiles\.pl$/,
    attributes: {
      '/usr/sbin/postdrop': '2755, root, postdrop',
      '/usr/sbin/postqueue': '2755, root, postdrop',
    },
    directories: { '/var/lib/postfix': '0700, postfix, root', '/var/spool/postfix': rootDirectory },
    user: { name: 'postfix', home: '/var/spool/postfix' },
    groups: ['postdrop'],
    units: ['postfix.service'],
  },
  { name: 'ed', summary: 'The GNU line editor', debs: [{ package: 'ed' }] },
  { name: 'tree', summary: 'File system tree viewer', debs: [{ package: 'tree' }] },
  ...identityRecipes,
  ...toolRecipes,
  ...watchingRecipes,
];

/** The Debian packages that all recipes together take their files from. */
export const debianPackages: readonly string[] = [
  ...new Set(recipes.flatMap((recipe) => recipe.debs.map((deb) => deb.package))),
];
