{%- set tplroot = tpldir.split('/')[0] %}
{%- from tplroot ~ '/map.jinja' import adjoin with context %}

include:
  - {{ tplroot }}.config.kerberos
  - {{ tplroot }}.config.sssd

adjoin-service:
  service.running:
    - name: {{ adjoin.service }}
    - enable: True
    - watch:
      - file: adjoin-kerberos
      - file: adjoin-sssd
