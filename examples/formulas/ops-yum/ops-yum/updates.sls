{%- from 'ops-yum/map.jinja' import yum with context %}

yum-updates-package:
  pkg.installed:
    - name: {{ yum.automatic.package }}

yum-updates-config:
  ini.options_present:
    - name: {{ yum.automatic.config }}
    - separator: '='
    - sections:
        commands: {{ yum.updates | json }}
    - require:
      - pkg: yum-updates-package

yum-updates-service:
  service.running:
    - name: {{ yum.automatic.service }}
    - enable: True
    - require:
      - ini: yum-updates-config
