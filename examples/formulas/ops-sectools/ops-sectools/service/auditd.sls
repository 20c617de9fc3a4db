{%- from 'ops-sectools/map.jinja' import sectools with context %}

include:
  - ops-sectools.config.audit

{%- if sectools.audit.settings %}

# Its unit refuses to be stopped by hand, so that nobody goes unwatched: a signal makes it read its file again.
sectools-auditd-reload:
  cmd.run:
    - name: systemctl kill --signal=HUP --kill-who=main {{ sectools.service }}
    - onlyif: systemctl is-active {{ sectools.service }}
    - onchanges:
      - file: sectools-audit-settings
    - require_in:
      - service: sectools-auditd
{%- endif %}

sectools-auditd:
  service.running:
    - name: {{ sectools.service }}
    - enable: True
    - require:
      - pkg: sectools-packages
