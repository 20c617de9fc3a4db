{%- from 'ops-gpkgs/map.jinja' import gpkgs with context %}

gpkgs-environment:
  file.managed:
    - name: /etc/profile.d/ops.sh
    - source: salt://ops-gpkgs/files/environment.sh.jinja
    - template: jinja
    - mode: '0644'
    - makedirs: True
    - context:
        environment: {{ gpkgs.environment | json }}
