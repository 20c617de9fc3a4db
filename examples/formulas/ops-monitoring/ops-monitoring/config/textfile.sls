{%- set tplroot = tpldir.split('/')[0] %}
{%- from tplroot ~ '/map.jinja' import monitoring with context %}

include:
  - ops-gpkgs.package.install
  - {{ tplroot }}.package.install

monitoring-textfile-directory:
  file.directory:
    - name: {{ monitoring.textfile }}
    - user: root
    - group: root
    - mode: '0755'
    - require:
      - pkg: monitoring-package

monitoring-packages-script:
  file.managed:
    - name: /usr/local/sbin/ops-package-metrics
    - source: salt://{{ tplroot }}/files/ops-package-metrics
    - mode: '0755'

monitoring-packages-cron:
  file.managed:
    - name: /etc/cron.d/ops-package-metrics
    - mode: '0644'
    - contents:
      - '# Managed by Salt, formula {{ tplroot }}.'
      - '*/5 * * * * root /usr/local/sbin/ops-package-metrics {{ monitoring.textfile }}'
    - require:
      - pkg: gpkgs-packages

# Not only from the next fifth minute on.
monitoring-packages-first:
  cmd.run:
    - name: /usr/local/sbin/ops-package-metrics {{ monitoring.textfile }}
    - creates: {{ monitoring.textfile }}/packages.prom
    - require:
      - file: monitoring-packages-script
      - file: monitoring-textfile-directory
