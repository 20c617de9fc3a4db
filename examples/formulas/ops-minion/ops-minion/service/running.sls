{%- set tplroot = tpldir.split('/')[0] %}
{%- from tplroot ~ '/map.jinja' import minion with context %}

include:
  - {{ tplroot }}.config.file

# no_block: the minion that applies this is the one that is restarted, and systemd would wait for its end.
minion-service:
  service.running:
    - name: {{ minion.service }}
    - enable: True
    - no_block: True
    - watch:
      - file: minion-config
