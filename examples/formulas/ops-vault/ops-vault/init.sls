{%- from 'ops-vault/map.jinja' import vault with context %}

include:
  - ops-vault.install
{%- if vault.server.enabled %}
  - ops-vault.server
{%- endif %}
{%- if vault.agent.enabled %}
  - ops-vault.agent
{%- endif %}
