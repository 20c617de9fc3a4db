{%- set tplroot = tpldir.split('/')[0] %}
{%- from tplroot ~ '/map.jinja' import mail with context %}
{%- set settings = {
  'relayhost': mail.relayhost,
  'myorigin': mail.origin,
  'canonical_maps': 'hash:' ~ mail.folder ~ '/canonical',
} %}
{%- do settings.update(mail.release) %}
{%- do settings.update(mail.null_client) %}
{%- do settings.update(mail.main) %}

include:
  - {{ tplroot }}.package.install

mail-config:
  file.keyvalue:
    - name: {{ mail.folder }}/main.cf
    - key_values: {{ settings | json }}
    - separator: ' = '
    - append_if_not_found: True
    - require:
      - pkg: mail-packages

mail-canonical:
  file.managed:
    - name: {{ mail.folder }}/canonical
    - source: salt://{{ tplroot }}/files/canonical.jinja
    - template: jinja
    - mode: '0644'
    - context:
        canonical: {{ mail.canonical | json }}
    - require:
      - pkg: mail-packages

mail-canonical-map:
  cmd.run:
    - name: postmap hash:{{ mail.folder }}/canonical
    - onchanges:
      - file: mail-canonical
