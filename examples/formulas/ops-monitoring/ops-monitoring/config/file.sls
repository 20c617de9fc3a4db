{%- set tplroot = tpldir.split('/')[0] %}
{%- from tplroot ~ '/map.jinja' import monitoring with context %}

include:
  - {{ tplroot }}.package.install

monitoring-config:
  file.managed:
    - name: {{ monitoring.settings }}
    - mode: '0644'
    - contents:
      - '# Managed by Salt, formula {{ tplroot }}.'
      - {{ (monitoring.variable ~ "='" ~ monitoring.arguments | join(' ') ~ "'") | json }}
    - require:
      - pkg: monitoring-package
