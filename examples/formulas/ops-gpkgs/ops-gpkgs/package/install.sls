{%- from 'ops-gpkgs/map.jinja' import gpkgs with context %}

gpkgs-packages:
  pkg.installed:
    - pkgs: {{ gpkgs.wanted | json }}

gpkgs-absent:
  pkg.removed:
    - pkgs: {{ gpkgs.absent | json }}
