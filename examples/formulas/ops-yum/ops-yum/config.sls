{%- from 'ops-yum/map.jinja' import yum with context %}

# Only these settings are ours; all else stays as the package ships it.
yum-config:
  ini.options_present:
    - name: {{ yum.config }}
    - separator: '='
    - sections:
        main: {{ yum.main | json }}
