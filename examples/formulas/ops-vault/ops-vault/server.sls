{%- from 'ops-vault/map.jinja' import vault with context %}

include:
  - ops-vault.install

vault-server-config:
  file.managed:
    - name: {{ vault.directory }}/vault.hcl
    - source: salt://ops-vault/files/vault.hcl.jinja
    - template: jinja
    - user: root
    - group: {{ vault.user }}
    - mode: '0640'
    - context:
        vault: {{ vault | json }}
    - require:
      - pkg: vault-package

vault-server:
  service.running:
    - name: vault
    - enable: True
    - watch:
      - file: vault-server-config
      - file: ssl_certs-{{ vault.certificate }}-certificate
      - file: ssl_certs-{{ vault.certificate }}-key
