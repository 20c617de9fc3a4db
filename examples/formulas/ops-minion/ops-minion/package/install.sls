{%- set tplroot = tpldir.split('/')[0] %}
{%- from tplroot ~ '/map.jinja' import minion with context %}

minion-package:
  pkg.installed:
    - name: {{ minion.package }}
