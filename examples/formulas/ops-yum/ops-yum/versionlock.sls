{%- from 'ops-yum/map.jinja' import yum with context %}

include:
  - ops-yum.tools

yum-versionlock-list:
  file.managed:
    - name: {{ yum.locks.list }}
    - mode: '0644'
    - contents:
      - '# Managed by Salt, formula ops-yum.'
{%- for name, version in yum.versionlock.items() %}
{%- set epoch, release = version.split(':') if ':' in version else ('0', version) %}
      - '{{ yum.locks.line.format(name=name, epoch=epoch, release=release) }}'
{%- endfor %}
    - require:
      - pkg: yum-tools
