{%- set tplroot = tpldir.split('/')[0] %}
{%- from tplroot ~ '/map.jinja' import mail with context %}

include:
  - {{ tplroot }}.config.file

mail-service:
  service.running:
    - name: {{ mail.service }}
    - enable: True
    # inet_interfaces needs a new start: a reload keeps the sockets.
    - watch:
      - file: mail-config
    - require:
      - cmd: mail-canonical-map
