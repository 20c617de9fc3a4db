{%- from 'ops-sudo/map.jinja' import sudo with context %}

include:
  - ops-sudo.package.install

# Packages bring this line; a sudoers file that somebody wrote may lack it, and then nothing below would count.
sudo-includes-directory:
  file.replace:
    - name: {{ sudo.sudoers }}
    - pattern: '^([#@])includedir {{ sudo.directory }}$'
    - repl: '\1includedir {{ sudo.directory }}'
    - append_if_not_found: True
    - not_found_content: '#includedir {{ sudo.directory }}'
    - require:
      - pkg: sudo-package

# Names sort first: rules use the aliases. sudo skips files whose names hold a dot.
sudo-defaults:
  file.managed:
    - name: {{ sudo.directory }}/00-ops
    - source: salt://ops-sudo/files/defaults.jinja
    - template: jinja
    - user: root
    - group: root
    - mode: '0440'
    - check_cmd: /usr/sbin/visudo -cf
    - context:
        sudo: {{ sudo | json }}
    - require:
      - pkg: sudo-package

{%- for name, rule in sudo.rules | dictsort %}

sudo-rule-{{ name }}:
  file.managed:
    - name: {{ sudo.directory }}/10-ops-{{ name | replace('.', '_') }}
    - source: salt://ops-sudo/files/rule.jinja
    - template: jinja
    - user: root
    - group: root
    - mode: '0440'
    {#- Where a rule names an alias, only both files together are right. #}
    - check_cmd: sh -c 'cat {{ sudo.directory }}/00-ops "$0" | /usr/sbin/visudo -cf -'
    - context:
        rule: {{ rule | json }}
    - require:
      - file: sudo-defaults
{%- endfor %}

{%- for name in sudo.absent %}

sudo-no-rule-{{ name }}:
  file.absent:
    - name: {{ sudo.directory }}/10-ops-{{ name | replace('.', '_') }}
{%- endfor %}
