{%- from 'ops-sectools/map.jinja' import sectools with context %}
{%- set aide = sectools.aide %}

include:
  - ops-sectools.package.install
  - ops-sectools.config.audit

sectools-aide-config:
  file.managed:
    - name: {{ aide.config }}
    - source: salt://ops-sectools/files/aide.conf.jinja
    - template: jinja
    - user: root
    - group: root
    - mode: '0600'
    - context:
        aide: {{ aide | json }}
    - require:
      - pkg: sectools-packages

# Made once: a database that followed every change would find none.
sectools-aide-database:
  cmd.run:
    - name: aide --init --config={{ aide.config }} && mv {{ aide.folder }}/aide.db.new {{ aide.folder }}/aide.db
    - creates: {{ aide.folder }}/aide.db
    - require:
      - file: sectools-aide-config
      - cmd: sectools-audit-load

{%- for kind in ['service', 'timer'] %}

sectools-aide-{{ kind }}:
  file.managed:
    - name: /etc/systemd/system/aide-check.{{ kind }}
    - source: salt://ops-sectools/files/aide-check.{{ kind }}.jinja
    - template: jinja
    - mode: '0644'
    - context:
        aide: {{ aide | json }}
{%- endfor %}

sectools-aide-check:
  service.running:
    - name: aide-check.timer
    - enable: True
    - require:
      - cmd: sectools-aide-database
    - watch:
      - file: sectools-aide-service
      - file: sectools-aide-timer
