{%- from 'ops-sudo/map.jinja' import sudo with context %}

sudo-package:
  pkg.installed:
    - name: {{ sudo.package }}
