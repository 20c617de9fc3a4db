{%- from 'ops-gpkgs/map.jinja' import gpkgs with context %}

include:
  - ops-gpkgs.package.install

{%- for name in gpkgs.services %}

gpkgs-service-{{ name }}:
  service.running:
    - name: {{ name }}
    - enable: True
    - require:
      - pkg: gpkgs-packages
{%- endfor %}
