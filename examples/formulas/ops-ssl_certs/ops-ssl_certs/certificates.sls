{%- set tplroot = tpldir.split('/')[0] %}
{%- from tplroot ~ '/map.jinja' import ssl_certs with context %}
{%- set directories = ssl_certs.directories %}

include:
  - .packages

{%- for name, certificate in ssl_certs.certificates.items() %}
{%- set crt = directories.certificates ~ '/' ~ name ~ '.crt' %}
{%- set key = directories['keys'] ~ '/' ~ name ~ '.key' %}

ssl_certs-{{ name }}-certificate:
  file.managed:
    - name: {{ crt }}
    - contents_pillar: ssl_certs:certificates:{{ name }}:certificate
    - mode: '0644'
    - require:
      - pkg: ssl_certs-packages

ssl_certs-{{ name }}-key:
  file.managed:
    - name: {{ key }}
    - contents_pillar: ssl_certs:certificates:{{ name }}:key
    - user: root
    - group: {{ certificate.get('group', 'root') }}
    - mode: '0640'
    - show_changes: False
    - require:
      - pkg: ssl_certs-packages

ssl_certs-{{ name }}-belong-together:
  cmd.run:
    - name: echo '{{ key }} is not the key of {{ crt }}' >&2; false
    - unless: test "$(openssl x509 -noout -pubkey -in {{ crt }})" = "$(openssl pkey -pubout -in {{ key }})"
    - require:
      - file: ssl_certs-{{ name }}-certificate
      - file: ssl_certs-{{ name }}-key
{%- endfor %}
