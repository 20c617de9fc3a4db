{%- from 'ops-vault/map.jinja' import vault with context %}

include:
  - ops-vault.install

vault-agent-config:
  file.managed:
    - name: {{ vault.directory }}/agent.hcl
    - source: salt://ops-vault/files/agent.hcl.jinja
    - template: jinja
    - user: root
    - group: {{ vault.user }}
    - mode: '0640'
    - context:
        vault: {{ vault | json }}
    - require:
      - pkg: vault-package

# The package has a unit for a server only.
vault-agent-unit:
  file.managed:
    - name: /etc/systemd/system/vault-agent.service
    - source: salt://ops-vault/files/vault-agent.service.jinja
    - template: jinja
    - mode: '0644'
    - context:
        vault: {{ vault | json }}

vault-agent:
  service.running:
    - name: vault-agent
    - enable: True
    - require:
      - sls: ops-ssl_certs.trust
{%- if vault.server.enabled %}
      - service: vault-server
{%- endif %}
    - watch:
      - file: vault-agent-config
      - file: vault-agent-unit
