{%- set tplroot = tpldir.split('/')[0] %}
{%- from tplroot ~ '/map.jinja' import ssl_certs with context %}

# One transaction for all: each costs a start of yum.
ssl_certs-packages:
  pkg.installed:
    - pkgs: {{ ssl_certs.packages | json }}
