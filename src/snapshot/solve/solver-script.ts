/**
 * Asks libsolv through dnf's own modules, which know how dnf sees repositories; in Python, for they have no other door. It
 * reads its question as JSON and gives an answer as JSON: see `checkInstallable`. Installable is what libsolv can install
 * with all that it needs into an empty system. Of the packages that were there before, only those can break that need,
 * however far away, one that went.
 */
export const SOLVER_SCRIPT = `
import json, os, sys, urllib.parse
import dnf, hawkey

ask = json.load(sys.stdin)
work = ask['work']

def load(name, repositories, arch, platform):
    base = dnf.Base()
    conf = base.conf
    conf.cachedir = os.path.join(work, name)
    conf.persistdir = os.path.join(work, 'persist')
    conf.logdir = work
    conf.installroot = os.path.join(work, 'empty')
    conf.plugins = False
    conf.module_platform_id = platform
    conf.install_weak_deps = False
    conf.substitutions['arch'] = arch
    conf.substitutions['basearch'] = dnf.rpm.basearch(arch)
    conf.substitutions['releasever'] = '0'
    for member, path in repositories:
        base.repos.add_new_repo(member, conf, baseurl=['file://' + urllib.parse.quote(path)],
                                skip_if_unavailable=False, metadata_expire=0)
    base.fill_sack(load_system_repo=False)
    return base

def key(package):
    return (package.reponame, package.chksum[1].hex())

def packages(base):
    return {key(p): p for p in base.sack.query().filter(arch__neq=['src', 'nosrc'])}

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

def row(package, reasons, is_new):
    return {'member': package.reponame, 'package': str(package), 'reasons': reasons, 'isNew': is_new}

def compare(number, group):
    before = load('before%d' % number, group['before'], group['arch'], group['platform'])
    after = load('after%d' % number, group['after'], group['arch'], group['platform'])
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
    return rows, looked

try:
    found = [compare(number, group) for number, group in enumerate(ask['groups'])]
except dnf.exceptions.Error as error:
    sys.exit(str(error))
json.dump({'broken': [one for rows, _ in found for one in rows], 'looked': sum(n for _, n in found)}, sys.stdout)
`;
