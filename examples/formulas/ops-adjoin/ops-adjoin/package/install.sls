{%- set tplroot = tpldir.split('/')[0] %}
{%- from tplroot ~ '/map.jinja' import adjoin with context %}

adjoin-packages:
  pkg.installed:
    - pkgs: {{ (adjoin.packages + [adjoin.profile.package] + (['adcli'] if adjoin.join else [])) | json }}
