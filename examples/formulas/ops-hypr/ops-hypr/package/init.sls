{%- set tplroot = tpldir.split('/')[0] %}
{%- from tplroot ~ '/map.jinja' import hypr with context %}

include:
  - ops-yum.repositories

hypr-packages:
  pkg.installed:
    - pkgs: {{ hypr.packages | json }}
    - require:
      - sls: ops-yum.repositories
