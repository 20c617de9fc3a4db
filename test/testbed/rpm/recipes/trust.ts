import type { Recipe } from '../recipe.ts';

const rootDirectory = '0755, root, root';
const bundle = '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem';

/** Whom a machine trusts, and what proves who it is. p11-kit extracts the bundles, as on CentOS. */
export const trustRecipes: readonly Recipe[] = [
  {
    name: 'ca-certificates',
    summary: 'The Mozilla CA root certificate bundle',
    debs: [{ package: 'ca-certificates', only: /^\/usr\/share\/ca-certificates\/mozilla\//, alone: true }],
    noarch: true,
    links: {
      '/etc/pki/tls/cert.pem': bundle,
      '/etc/pki/tls/certs/ca-bundle.crt': bundle,
      '/usr/share/pki/ca-trust-source/anchors': '../../ca-certificates/mozilla',
    },
    directories: Object.fromEntries(
      ['', '/extracted', '/extracted/openssl', '/extracted/pem', '/source', '/source/anchors', '/source/blocklist'].map(
        (path) => [`/etc/pki/ca-trust${path}`, rootDirectory],
      ),
    ),
    requires: ['p11-kit-trust'],
    post: ['update-ca-trust'],
  },
  {
    name: 'openssl',
    summary: 'Utilities from the general purpose cryptography library with TLS',
    debs: [{ package: 'openssl', only: /^\/usr\/bin\/openssl$|openssl\.cnf$/, alone: true }],
    move: { '/etc/ssl/openssl.cnf': '/etc/pki/tls/openssl.cnf' },
    // Debian's library looks here; on CentOS it looks into /etc/pki/tls.
    links: { '/usr/lib/ssl/cert.pem': '/etc/pki/tls/cert.pem', '/usr/lib/ssl/certs': '/etc/pki/tls/certs' },
    drop: /^\/usr\/lib\/ssl\//,
    directories: { '/etc/pki/tls/certs': rootDirectory, '/etc/pki/tls/private': rootDirectory },
    requires: ['ca-certificates'],
  },
  {
    name: 'p11-kit',
    summary: 'Library for loading and sharing PKCS#11 modules',
    debs: [{ package: 'p11-kit', only: /^\/usr\/bin\// }],
  },
  {
    name: 'p11-kit-trust',
    summary: 'System trust module from p11-kit',
    debs: [{ package: 'p11-kit-modules', only: /p11-kit-trust\.so$/ }],
    requires: ['p11-kit'],
  },
  {
    name: 'vault',
    summary: 'Stand-in for HashiCorp Vault: reads its configuration, keeps no secrets',
    els: ['el8', 'el9'],
    debs: [],
    version: '1.15.6',
    noarch: true,
    directories: {
      '/etc/vault.d': '0755, vault, vault',
      '/opt/vault': '0755, vault, vault',
      '/opt/vault/data': '0700, vault, vault',
    },
    user: { name: 'vault', home: '/etc/vault.d' },
  },
];
