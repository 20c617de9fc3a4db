{%- set tplroot = tpldir.split('/')[0] %}
{%- from tplroot ~ '/map.jinja' import monitoring with context %}

monitoring-package:
  pkg.installed:
    - name: {{ monitoring.package }}
