{%- set tplroot = tpldir.split('/')[0] %}
{%- from tplroot ~ '/map.jinja' import ssl_certs with context %}

include:
  - .packages

{%- for name in ssl_certs.authorities %}

ssl_certs-authority-{{ name }}:
  file.managed:
    - name: {{ ssl_certs.anchors }}/{{ name }}.pem
    - contents_pillar: ssl_certs:authorities:{{ name }}
    - mode: '0644'
    - require:
      - pkg: ssl_certs-packages
    - require_in:
      - cmd: ssl_certs-trust-bundles
{%- endfor %}

# By time and not by what changed here: an anchor that somebody removed counts too.
ssl_certs-trust-bundles:
  cmd.run:
    - name: update-ca-trust extract
    - unless: test -s {{ ssl_certs.bundle }} && test -z "$(find {{ ssl_certs.anchors }} -newer {{ ssl_certs.bundle }})"
    - require:
      - pkg: ssl_certs-packages
