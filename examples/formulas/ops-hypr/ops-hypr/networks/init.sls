{%- set tplroot = tpldir.split('/')[0] %}
{%- from tplroot ~ '/map.jinja' import hypr with context %}
{%- set virsh = 'virsh -c ' ~ hypr.uri %}

include:
  - {{ tplroot }}.service

{%- for name, network in hypr.networks.items() %}
{%- set file = '/etc/libvirt/ops-networks/' ~ name ~ '.xml' %}

hypr-network-{{ name }}:
  file.managed:
    - name: {{ file }}
    - source: salt://{{ tplroot }}/files/network.xml.jinja
    - template: jinja
    - makedirs: True
    - mode: '0600'
    - context:
        name: {{ name | json }}
        network: {{ network | json }}
    - require:
      - pkg: hypr-packages
  cmd.run:
    - name: {{ virsh }} net-define {{ file }}
    - unless: test {{ file }} -ot /etc/libvirt/qemu/networks/{{ name }}.xml
    - require:
      - service: hypr-daemon
      - file: hypr-network-{{ name }}

hypr-network-{{ name }}-at-boot:
  cmd.run:
    - name: {{ virsh }} net-autostart {{ name }}
    - creates: /etc/libvirt/qemu/networks/autostart/{{ name }}.xml
    - require:
      - cmd: hypr-network-{{ name }}

hypr-network-{{ name }}-now:
  cmd.run:
    - name: {{ virsh }} net-start {{ name }}
    - unless: {{ virsh }} net-list --name | grep -qxF {{ name }}
    - require:
      - cmd: hypr-network-{{ name }}
{%- endfor %}
