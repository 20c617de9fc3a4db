{%- from 'ops-sectools/map.jinja' import sectools with context %}
{%- for name, value in sectools.login_defs | dictsort %}

sectools-login-{{ name }}:
  file.replace:
    - name: /etc/login.defs
    - pattern: '^#?[ \t]*{{ name }}[ \t].*$'
    - repl: "{{ name }}\t{{ value }}"
    - append_if_not_found: True
{%- endfor %}
