{%- from 'ops-vault/map.jinja' import vault with context %}

include:
  - ops-yum.repositories
  - ops-ssl_certs

# Before the certificates: the group that may read the key comes with the package.
vault-package:
  pkg.installed:
    - name: {{ vault.package }}
    - require:
      - sls: ops-yum.repositories
    - require_in:
      - sls: ops-ssl_certs.certificates
