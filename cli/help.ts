/** What `--help` says below the options: what a command is for, when it is run, and an example. 80 columns. */

export const ofControls = `
  check      before a change: do these manifests, or this repository, hold?
             lab controls check deploy/
  prove      after a rule changed, or for an audit: is refused what has to be?
             lab controls prove SEC-001
  export     for an auditor, or for a cluster that another engine guards
             lab controls export --format oscal --output evidence
  qualified  after a qualification was executed: with which versions it was
             lab controls qualified --record docs/qualification/2027-01.md`;

export const ofCheck = `
What for: the rules of the policy pack and of the cluster, without a cluster.
Run it before a commit, and in CI.

  lab controls check deploy/ app.yaml                 # judged as production
  helm template . | lab controls check - --class lab
  lab controls check --tree                           # what git tracks here
  lab controls check --rendered --stack lab           # what its charts make
  lab controls check --repository --stack lab --change CHG-12

The last one is for before an update: its change, the exceptions, the versions
and the records.

--whole: some controls ask for what has to stand somewhere in a cluster: a log
collector, alerts, a namespace's deny, a service's disruption budget. A part of
its manifests does not show that, so those controls are not evaluated. With
--whole the manifests are all that the cluster runs, and what is missing among
them is a finding. What is missing in the cluster as a whole is judged only
where there is at least one workload: without one nothing is said of it, and
the check can end with 0.

An exception that matched nothing is named with --whole and with --rendered; of
anything less they are counted, and --json lists them.

Exit codes: 0 held, 1 a mandatory finding, 2 misuse, something could not be
read, or nothing was judged.`;

export const ofProve = `
What for: evidence that the controls refuse what they say they refuse, and
admit the rest. Each rule's own fixtures are shown to what really judges by
it: an API server, a preview with the pack, an up of what no preview can decide,
the repository check. Run it after a rule or a version changed. It takes
minutes, and builds the parts where they are missing.

  lab controls prove                       # all; a record in .cache/proof.json
  lab controls prove SEC-001 --json        # in .cache/proof-SEC-001.json

The record names the commit, whether the tree was as committed, the versions
and the controls that were asked for. A part never overwrites the whole.

Exit codes: 0 every control that was named is proven, 1 one is not, 2 misuse or
nothing could be shown, 130 interrupted: nothing is proven by what ran so far.`;

export const ofExport = `
What for: vap, gatekeeper and kyverno are policies for a cluster's admission,
oscal and matrix are documents for a reader. A policy has no clock: the
exceptions that hold today are written into it, so export anew when one ends.
With --output it says how many of what it wrote.

  lab controls export --format vap --class production
  lab controls export --format kyverno --stack prod --output policies
  lab controls export --format oscal --output evidence

Exit codes: 0 written, 2 misuse, or something could not be read.`;

export const ofQualified = `
What for: CHG-009 compares what the repository pins with what was qualified.
Without --record this prints what is pinned, and writes nothing. With it,
qualified.lock.yaml says that the qualification in that record was executed
with these versions: run it after one was, never before.

  lab controls qualified
  lab controls qualified --record docs/qualification/2027-01.md

Exit codes: 0 printed or written, 2 misuse, or something could not be read.`;

export const ofRecover = `
  pending    when \`lab up\` warned of pending operations, before the next one
             lab recover pending lab-0a1b2c`;

export const ofPending = `
What for: an engine that is killed leaves pending operations, of which the
state does not say whether they were carried out. A resource whose id follows
from its inputs is read under that id, and becomes part of the state where it
is there. What can be made twice without harm is left to the next \`lab up\`. Of
anything else it says that somebody has to look.

When: after \`lab up\` warned of pending operations, and before the next one. It
is for a rehearsal; for a real lab see "After a killed update" in the README.

  lab up lab-0a1b2c                # killed
  lab recover pending lab-0a1b2c
  lab up lab-0a1b2c                # makes the rest

Exit codes: 0 held, 1 it did not hold, 2 misuse.`;

export const ofShell = `
Everything after the id is the command. Its arguments reach it as they are,
options included, and no shell reads them. It works in the folder that you are
in. Its exit code becomes that of \`lab shell\`: 127 where there is no such
command, 128 and the number of the signal where a signal ended it. The parts
are on PATH and KUBECONFIG is set; no proxy, credential or kubeconfig of yours
goes in.

  lab shell lab-0a1b2c kubectl get nodes -o wide
  lab shell lab-0a1b2c sh -c 'helm list -A | wc -l'`;
