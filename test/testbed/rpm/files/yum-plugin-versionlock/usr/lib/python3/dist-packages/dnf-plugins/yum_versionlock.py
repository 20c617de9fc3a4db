"""Stand-in of saltern's testbed for yum's plugin: reads its configuration and hides what the list does not allow."""

import configparser

import dnf
import hawkey

CONFIG = '/etc/yum/pluginconf.d/versionlock.conf'


class YumVersionlock(dnf.Plugin):
    name = 'yum_versionlock'

    def sack(self):
        settings = configparser.ConfigParser()
        settings.read(CONFIG)
        if not settings.getboolean('main', 'enabled', fallback=False):
            return
        with open(settings.get('main', 'locklist')) as file:
            lines = [line.strip() for line in file]
        for line in (line for line in lines if line and not line.startswith('#')):
            # `EPOCH:NAME-VERSION-RELEASE.*`, as `yum versionlock add` writes it; a `!` before it hides that one alone.
            epoch, _, pattern = line.lstrip('!').partition(':')
            name, version, release = pattern.rsplit('-', 2)
            named = self.base.sack.query().available().filterm(name=name)
            locked = named.filter(epoch=int(epoch), version=version, release__glob=release.removesuffix('.*'))
            self.base.sack.add_excludes(locked if line.startswith('!') else named.difference(locked))
