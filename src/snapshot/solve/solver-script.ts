/**
 * Asks libsolv through dnf's own modules, which know how dnf sees repositories; in Python, for they have no other door. It
 * reads its question as JSON and gives an answer as JSON: see `readAnswer`. Installable is what libsolv can install
 * with all that it needs into an empty system. Of the packages that were there before, only those can break that need,
 * however far away, one that went.
 *
 * With `own`, everything is as the system has it on which it runs: settings, architecture, release, module streams. Then each
 * package that came must also go with what is installed there, as far as the one in its place did.
 */
export const SOLVER_SCRIPT = `
import json, os, sys, urllib.parse
import dnf, dnf.const, dnf.rpm, hawkey

ask = json.load(sys.stdin)
work = ask['work']
os.makedirs(os.path.join(work, 'empty'), exist_ok=True)

def load(name, repositories, group, with_system=False):
    base = dnf.Base()
    conf = base.conf
    if ask['own']:
        conf.read()
        conf.substitutions['releasever'] = dnf.rpm.detect_releasever('/') or '0'
    else:
        conf.module_platform_id = group['platform']
        conf.substitutions['arch'] = group['arch']
        conf.substitutions['basearch'] = dnf.rpm.basearch(group['arch'])
        conf.substitutions['releasever'] = '0'
    if not with_system and not ask['own']:
        conf.installroot = os.path.join(work, 'empty')
    conf.cachedir = os.path.join(work, name)
    conf.persistdir = os.path.join(work, 'persist')
    conf.logdir = work
    conf.plugins = False
    conf.install_weak_deps = False
    for member, path in repositories:
        base.repos.add_new_repo(member, conf, baseurl=['file://' + urllib.parse.quote(os.path.abspath(path))],
                                skip_if_unavailable=False, metadata_expire=0)
    base.fill_sack(load_system_repo=with_system)
    return base

def key(package):
    return (package.reponame, package.chksum[1].hex())

def packages(base):
    return {key(p): p for p in base.sack.query().available().filter(arch__neq=['src', 'nosrc'])}

def trouble(base, package):
    goal = hawkey.Goal(base.sack)
    goal.install(package)
    if goal.run(ignore_weak_deps=True):
        return None
    found = [line for rule in goal.problem_rules() for line in rule]
    return found or ['libsolv gives no reason']

def dependents(base, start):
    known, frontier = set(start), list(start)
    while frontier:
        frontier = [p for p in base.sack.query().filter(requires=frontier) if p not in known]
        known.update(frontier)
    return known - set(start)

def row(package, reasons, is_new, is_beside=False):
    return {'member': package.reponame, 'package': str(package), 'reasons': reasons, 'isNew': is_new,
            'isBeside': is_beside}

def beside(number, group, came):
    before = load('system-before%d' % number, group['before'], group, True)
    after = load('system-after%d' % number, group['after'], group, True)
    new = packages(after)
    places = {}
    for old in packages(before).values(): places.setdefault((old.name, old.arch), []).append(old)
    rows = []
    for one in came:
        reasons = trouble(after, new[one])
        predecessors = places.get((new[one].name, new[one].arch), [])
        # What did not go with the system before either is no news of this change.
        if not reasons or (predecessors and all(trouble(before, old) for old in predecessors)): continue
        rows.append(row(new[one], reasons, True, True))
    return rows, len(after.sack.query().installed())

def compare(number, group):
    before = load('before%d' % number, group['before'], group)
    after = load('after%d' % number, group['after'], group)
    old, new = packages(before), packages(after)
    rows, looked = [], 0
    for one in sorted(set(new) - set(old)):
        reasons = trouble(after, new[one])
        looked += 1
        if reasons: rows.append(row(new[one], reasons, True))
    gone = [old[one] for one in set(old) - set(new)]
    touched = sorted(key(p) for p in dependents(before, gone)) if gone else []
    for one in touched:
        if one not in new: continue
        looked += 1
        reasons = trouble(after, new[one])
        if reasons and trouble(before, old[one]) is None: rows.append(row(new[one], reasons, False))
    if not ask['own']: return rows, looked, None
    rows_beside, installed = beside(number, group, sorted(set(new) - set(old)))
    return rows + rows_beside, looked, installed

try:
    found = [compare(number, group) for number, group in enumerate(ask['groups'])]
except dnf.exceptions.Error as error:
    sys.exit(str(error))
json.dump({'broken': [one for rows, _, _ in found for one in rows], 'looked': sum(n for _, n, _ in found),
           'version': dnf.const.VERSION, 'installed': max((n or 0 for _, _, n in found), default=0) if ask['own'] else None},
          sys.stdout)
`;
