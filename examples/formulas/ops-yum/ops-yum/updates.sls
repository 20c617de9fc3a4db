{%- from 'ops-yum/map.jinja' import yum with context %}

include:
  - ops-yum.tools

yum-updates-config:
  ini.options_present:
    - name: {{ yum.automatic.config }}
    - separator: '='
    - sections:
        commands: {{ yum.updates | json }}
    - require:
      - pkg: yum-tools

yum-updates-service:
  service.running:
    - name: {{ yum.automatic.service }}
    - enable: True
    - require:
      - ini: yum-updates-config
