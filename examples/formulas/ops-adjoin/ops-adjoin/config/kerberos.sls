{%- set tplroot = tpldir.split('/')[0] %}
{%- from tplroot ~ '/map.jinja' import adjoin with context %}

include:
  - {{ tplroot }}.package.install

# krb5.conf stays the package's: it includes this directory.
adjoin-kerberos:
  file.managed:
    - name: /etc/krb5.conf.d/ops.conf
    - source: salt://{{ tplroot }}/files/krb5.conf.jinja
    - template: jinja
    - mode: '0644'
    - makedirs: True
    - context:
        adjoin: {{ {'realm': adjoin.realm, 'domain': adjoin.domain, 'kdc': adjoin.kdc} | json }}
    - require:
      - pkg: adjoin-packages
