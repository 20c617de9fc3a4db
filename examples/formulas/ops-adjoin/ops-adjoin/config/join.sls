{%- set tplroot = tpldir.split('/')[0] %}
{%- from tplroot ~ '/map.jinja' import adjoin with context %}

include:
  - {{ tplroot }}.config.kerberos

{%- if adjoin.join %}

adjoin-join:
  cmd.run:
    - name: adcli join --stdin-password --login-user={{ adjoin.join.user }} {{ adjoin.domain }}
    - stdin: {{ adjoin.join.password | json }}
    - creates: /etc/krb5.keytab
    - hide_output: True
    - require:
      - file: adjoin-kerberos
    - require_in:
      - service: adjoin-service
{%- endif %}
