{%- from 'ops-sectools/map.jinja' import sectools with context %}

sectools-kernel:
  file.managed:
    - name: /etc/sysctl.d/60-ops.conf
    - source: salt://ops-sectools/files/sysctl.conf.jinja
    - template: jinja
    - mode: '0644'
    - makedirs: True
    - context:
        sysctl: {{ sectools.sysctl | json }}

# A container sees its host's settings, and may not write them.
sectools-kernel-apply:
  cmd.run:
    - name: sysctl -p /etc/sysctl.d/60-ops.conf
    - onlyif: test -w /proc/sys/kernel/kptr_restrict
    - onchanges:
      - file: sectools-kernel
