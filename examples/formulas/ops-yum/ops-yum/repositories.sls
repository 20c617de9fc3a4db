{%- from 'ops-yum/map.jinja' import yum with context %}

{%- for name, key in yum['keys'].items() %}

yum-key-{{ name }}:
  file.managed:
    - name: /etc/pki/rpm-gpg/RPM-GPG-KEY-{{ name }}
    - contents_pillar: yum:keys:{{ name }}:text
    - mode: '0644'
  cmd.run:
    - name: rpm --import /etc/pki/rpm-gpg/RPM-GPG-KEY-{{ name }}
    - unless: rpm -q gpg-pubkey-{{ key.id }}
    - require:
      - file: yum-key-{{ name }}
{%- endfor %}

{%- for name, repository in yum.repositories.items() %}

yum-repository-{{ name }}:
  file.managed:
    - name: /etc/yum.repos.d/{{ name }}.repo
    - source: salt://ops-yum/files/repository.repo.jinja
    - template: jinja
    - mode: '0644'
    - context:
        name: {{ name | json }}
        repository: {{ repository | json }}
{%- if repository.gpgkey is defined %}
    - require:
      - cmd: yum-key-{{ repository.gpgkey }}
{%- endif %}
{%- endfor %}

# So that who requires the whole sls has something to require where there is no repository.
yum-repositories:
  test.nop: []
