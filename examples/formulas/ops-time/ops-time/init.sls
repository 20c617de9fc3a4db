{% from 'ops-time/map.jinja' import time with context %}

time-package:
  pkg.installed:
    - name: chrony

time-config:
  file.managed:
    - name: /etc/chrony.conf
    - source: salt://ops-time/files/chrony.conf.jinja
    - template: jinja
    - mode: '0644'
    - context:
        time: {{ time | json }}
    - require:
      - pkg: time-package

time-log-directory:
  file.directory:
    - name: {{ time.log_dir }}
    - mode: '0750'
    - require:
      - pkg: time-package

time-service:
  service.running:
    - name: chronyd
    - enable: True
    - watch:
      - file: time-config
