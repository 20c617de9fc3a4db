{%- set tplroot = tpldir.split('/')[0] %}
{%- from tplroot ~ '/map.jinja' import mail with context %}

mail-packages:
  pkg.installed:
    - pkgs: {{ mail.packages | json }}
