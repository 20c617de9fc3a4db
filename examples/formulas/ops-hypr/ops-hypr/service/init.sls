{%- set tplroot = tpldir.split('/')[0] %}

include:
  - {{ tplroot }}.config

hypr-daemon:
  service.running:
    - name: libvirtd
    - enable: True
    - watch:
      - file: hypr-daemon-config
      - file: hypr-daemon-arguments
