{%- from 'ops-sectools/map.jinja' import sectools with context %}

include:
  - ops-sectools.package.install

sectools-audit-rules:
  file.managed:
    - name: /etc/audit/rules.d/50-ops.rules
    - user: root
    - group: root
    - mode: '0600'
    - contents: {{ (['# Managed by Salt, formula ops-sectools.'] + sectools.audit.rules) | json }}
    - require:
      - pkg: sectools-packages

sectools-audit-load:
  cmd.run:
    - name: {{ sectools.audit.load }}
    - onchanges:
      - file: sectools-audit-rules

{%- if sectools.audit.settings %}

sectools-audit-settings:
  file.keyvalue:
    - name: /etc/audit/auditd.conf
    - key_values: {{ sectools.audit.settings | json }}
    - separator: ' = '
    - append_if_not_found: True
    - require:
      - pkg: sectools-packages
{%- endif %}
