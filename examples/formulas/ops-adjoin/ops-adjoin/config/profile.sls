{%- set tplroot = tpldir.split('/')[0] %}
{%- from tplroot ~ '/map.jinja' import adjoin with context %}

include:
  - {{ tplroot }}.config.sssd

adjoin-profile:
  cmd.run:
    - name: {{ adjoin.profile.command | json }}
    - unless: {{ adjoin.profile.unless | json }}
    - require:
      - file: adjoin-sssd
