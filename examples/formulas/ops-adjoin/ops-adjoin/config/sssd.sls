{%- set tplroot = tpldir.split('/')[0] %}
{%- from tplroot ~ '/map.jinja' import adjoin with context %}

include:
  - {{ tplroot }}.package.install

# sssd refuses a file that others may read.
adjoin-sssd:
  file.managed:
    - name: /etc/sssd/sssd.conf
    - source: salt://{{ tplroot }}/files/sssd.conf.jinja
    - template: jinja
    - user: root
    - group: root
    - mode: '0600'
    - context:
        adjoin: {{ {'domain': adjoin.domain, 'services': adjoin.services, 'realm': adjoin.realm, 'options': adjoin.options, 'kdc': adjoin.kdc, 'file_version': adjoin.file_version} | json }}
    - require:
      - pkg: adjoin-packages
