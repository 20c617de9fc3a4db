{%- from 'ops-yum/map.jinja' import yum with context %}

# One transaction for both: each costs a start of yum.
yum-tools:
  pkg.installed:
    - pkgs:
      - {{ yum.locks.package }}
      - {{ yum.automatic.package }}
