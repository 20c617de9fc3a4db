import type { Recipe } from '../recipe.ts';

const sssdOwned = { requires: ['sssd-common'] };
const rootOnly = '0700, root, root';

/** Who people are: sssd with its clients, Kerberos, and the tools that bring them into PAM and nsswitch.conf. */
export const identityRecipes: readonly Recipe[] = [
  // Small programs of ours stand in: there is no domain to join, and Debian has neither CentOS 7's authconfig nor the
  // authselect of later releases.
  { name: 'adcli', summary: 'Stand-in for adcli: joins no real domain', debs: [], version: '0.9.2', noarch: true },
  {
    name: 'authconfig',
    els: ['el7'],
    summary: 'Stand-in for authconfig: knows sssd alone',
    debs: [],
    version: '6.2.8',
    noarch: true,
  },
  {
    name: 'authselect',
    els: ['el8', 'el9'],
    summary: 'Stand-in for authselect: knows sssd alone',
    debs: [],
    version: '1.2.6',
    noarch: true,
  },
  {
    name: 'krb5-workstation',
    summary: 'Kerberos 5 programs for use on workstations',
    debs: [{ package: 'krb5-user', only: /^\/usr\/bin\/(kinit|klist|kdestroy)(\.mit)?$/ }],
    move: Object.fromEntries(
      ['kinit', 'klist', 'kdestroy'].map((name) => [`/usr/bin/${name}.mit`, `/usr/bin/${name}`]),
    ),
    directories: { '/etc/krb5.conf.d': '0755, root, root' },
  },
  {
    name: 'sssd-client',
    summary: 'SSSD client libraries for NSS and PAM',
    debs: [{ package: 'libnss-sss' }, { package: 'libpam-sss' }],
    drop: /^\/usr\/share\/pam-configs\//,
  },
  {
    name: 'sssd-common',
    summary: 'Common files for the SSSD',
    debs: [{ package: 'sssd-common' }],
    drop: /systemtap|polkit|\/(samba\/idmap|cifs-utils|libnfsidmap)\/|libsubid/,
    directories: {
      '/etc/sssd': rootOnly,
      '/etc/sssd/conf.d': rootOnly,
      '/var/lib/sss': '0755, root, root',
      ...Object.fromEntries(
        ['db', 'keytabs', 'secrets', 'deskprofile', 'gpo_cache', 'pipes/private'].map((name) => [
          `/var/lib/sss/${name}`,
          rootOnly,
        ]),
      ),
      ...Object.fromEntries(
        ['mc', 'pipes', 'pubconf', 'pubconf/krb5.include.d'].map((name) => [
          `/var/lib/sss/${name}`,
          '0755, root, root',
        ]),
      ),
      '/var/log/sssd': '0750, root, root',
      // What Debian's libldb points to, and does not start without.
      '/usr/lib/x86_64-linux-gnu/ldb/modules/ldb': '0755, root, root',
    },
    requires: ['sssd-client'],
    units: ['sssd.service'],
  },
  {
    name: 'sssd-krb5-common',
    summary: 'SSSD helpers for Kerberos',
    debs: [{ package: 'sssd-krb5-common' }],
    ...sssdOwned,
  },
  {
    name: 'sssd-krb5',
    summary: 'The Kerberos authentication back end of the SSSD',
    debs: [{ package: 'sssd-krb5' }],
    requires: ['sssd-krb5-common'],
  },
  {
    name: 'sssd-ldap',
    summary: 'The LDAP back end of the SSSD',
    debs: [{ package: 'sssd-ldap' }],
    requires: ['sssd-krb5-common'],
  },
  { name: 'sssd-proxy', summary: 'The proxy back end of the SSSD', debs: [{ package: 'sssd-proxy' }], ...sssdOwned },
  {
    name: 'sssd-tools',
    summary: 'Tools for use with the SSSD',
    debs: [{ package: 'sssd-tools', only: /^\/usr\/s?bin\/(sssctl|sss_cache)$/ }],
    ...sssdOwned,
  },
  {
    name: 'sssd',
    summary: 'System Security Services Daemon, with all back ends that the testbed has',
    debs: [],
    version: '2.9.0',
    noarch: true,
    requires: ['sssd-common', 'sssd-krb5', 'sssd-ldap', 'sssd-proxy'],
  },
];
