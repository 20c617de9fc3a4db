{%- set tplroot = tpldir.split('/')[0] %}
{%- from tplroot ~ '/map.jinja' import ssl_certs with context %}

include:
  - .certificates

ssl_certs-expiry-program:
  file.managed:
    - name: /usr/local/sbin/ops-cert-expiry
    - source: salt://{{ tplroot }}/files/ops-cert-expiry
    - mode: '0755'

{%- for kind in ['service', 'timer'] %}

ssl_certs-expiry-{{ kind }}-unit:
  file.managed:
    - name: /etc/systemd/system/ops-cert-expiry.{{ kind }}
    - source: salt://{{ tplroot }}/files/ops-cert-expiry.{{ kind }}.jinja
    - template: jinja
    - mode: '0644'
    - context:
        ssl_certs: {{ {"expiry": ssl_certs.expiry, "directories": ssl_certs.directories, "certificates": ssl_certs.certificates.keys() | list} | json }}
    - watch_in:
      - service: ssl_certs-expiry-timer
{%- endfor %}

ssl_certs-expiry-timer:
  service.running:
    - name: ops-cert-expiry.timer
    - enable: True
    - require:
      - file: ssl_certs-expiry-program
