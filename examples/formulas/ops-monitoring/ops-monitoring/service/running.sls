{%- set tplroot = tpldir.split('/')[0] %}
{%- from tplroot ~ '/map.jinja' import monitoring with context %}

include:
  - {{ tplroot }}.config.file
  - {{ tplroot }}.config.textfile
  - ops-gpkgs.service.running

monitoring-service:
  service.running:
    - name: {{ monitoring.service }}
    - enable: True
    - watch:
      - file: monitoring-config
    - require:
      - file: monitoring-textfile-directory
