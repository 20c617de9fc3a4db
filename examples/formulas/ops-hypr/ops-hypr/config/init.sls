{%- set tplroot = tpldir.split('/')[0] %}
{%- from tplroot ~ '/map.jinja' import hypr with context %}

include:
  - {{ tplroot }}.package

hypr-daemon-config:
  file.managed:
    - name: /etc/libvirt/libvirtd.conf
    - source: salt://{{ tplroot }}/files/libvirtd.conf.jinja
    - template: jinja
    - mode: '0600'
    - context:
        daemon: {{ hypr.daemon | json }}
    - require:
      - pkg: hypr-packages

# The package's own says that it ends after two minutes without a call.
hypr-daemon-arguments:
  file.managed:
    - name: /etc/sysconfig/libvirtd
    - mode: '0644'
    - contents:
      - '# Managed by Salt, formula {{ tplroot }}.'
      - LIBVIRTD_ARGS=
    - require:
      - pkg: hypr-packages

hypr-client-config:
  file.managed:
    - name: /etc/libvirt/libvirt.conf
    - mode: '0644'
    - contents:
      - '# Managed by Salt, formula {{ tplroot }}.'
      - uri_default = "{{ hypr.uri }}"
    - require:
      - pkg: hypr-packages

hypr-sysctl:
  file.managed:
    - name: /etc/sysctl.d/90-{{ tplroot }}.conf
    - mode: '0644'
    - contents:
      - '# Managed by Salt, formula {{ tplroot }}.'
{%- for name, value in hypr.sysctl.items() %}
      - {{ name }} = {{ value }}
{%- endfor %}
  cmd.run:
    - name: sysctl -p /etc/sysctl.d/90-{{ tplroot }}.conf
    - onlyif: test -w /proc/sys/net/ipv4/ip_forward
    - onchanges:
      - file: hypr-sysctl
