{% from 'ops-ssh/map.jinja' import ssh with context %}

sshd-package:
  pkg.installed:
    - name: openssh-server

sshd-banner:
  file.managed:
    - name: /etc/issue.net
    - contents: {{ ssh.banner | json }}
    - mode: '0644'

# Only what the pillar decides is ours; all else stays as the package ships it.
{% for option, value in {'PermitRootLogin': ssh.permit_root_login, 'Banner': '/etc/issue.net'}.items() %}
sshd-config-{{ option | lower }}:
  file.replace:
    - name: /etc/ssh/sshd_config
    - pattern: '^#?\s*{{ option }}\s.*$'
    - repl: '{{ option }} {{ value }}'
    - append_if_not_found: True
    - require:
      - pkg: sshd-package
    - watch_in:
      - service: sshd-service
{% endfor %}
