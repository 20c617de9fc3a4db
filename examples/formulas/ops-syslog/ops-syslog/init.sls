{% from 'ops-syslog/map.jinja' import syslog with context %}

syslog-packages:
  pkg.installed:
    - pkgs:
      - rsyslog
      - logrotate

syslog-drop-in:
  file.managed:
    - name: /etc/rsyslog.d/{{ syslog.drop_in }}.conf
    - source: salt://ops-syslog/files/ops.conf
    - mode: '0644'
    - makedirs: True
    - require:
      - pkg: syslog-packages

syslog-rotation:
  file.managed:
    - name: /etc/logrotate.d/ops
    - mode: '0644'
    - makedirs: True
    - contents: |
        /var/log/ops.log {
            daily
            rotate {{ syslog.keep }}
            missingok
            notifempty
        }
    - require:
      - pkg: syslog-packages

syslog-service:
  service.running:
    - name: rsyslog
    - enable: True
    - watch:
      - file: syslog-drop-in
