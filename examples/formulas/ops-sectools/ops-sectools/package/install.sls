{%- from 'ops-sectools/map.jinja' import sectools with context %}

sectools-packages:
  pkg.installed:
    - pkgs: {{ sectools.packages | json }}
