{%- set tplroot = tpldir.split('/')[0] %}
{%- from tplroot ~ '/map.jinja' import minion with context %}

include:
  - {{ tplroot }}.package.install

minion-config:
  file.serialize:
    - name: {{ minion.folder }}/minion.d/ops.conf
    - dataset: {{ minion.config | json }}
    - serializer: yaml
    - mode: '0640'
    - require:
      - pkg: minion-package

{%- if minion.grains %}

minion-grains:
  file.serialize:
    - name: {{ minion.folder }}/grains
    - dataset: {{ minion.grains | json }}
    - serializer: yaml
    - mode: '0644'
    - require:
      - pkg: minion-package
{%- endif %}

{%- for name in minion.absent %}

minion-no-{{ name }}:
  file.absent:
    - name: {{ minion.folder }}/minion.d/{{ name }}
    - onchanges_in:
      - cmd: minion-restart
{%- endfor %}
