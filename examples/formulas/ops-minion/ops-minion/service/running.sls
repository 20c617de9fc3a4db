{%- set tplroot = tpldir.split('/')[0] %}
{%- from tplroot ~ '/map.jinja' import minion with context %}

include:
  - {{ tplroot }}.config.file

# The minion that applies this is the one that is restarted: waiting for that would be waiting for itself.
minion-restart:
  cmd.run:
    - name: systemctl --no-block restart {{ minion.service }}
    - onlyif: systemctl is-active {{ minion.service }}
    - onchanges:
      - file: minion-config

minion-service:
  service.running:
    - name: {{ minion.service }}
    - enable: True
    - require:
      - file: minion-config
      - cmd: minion-restart
