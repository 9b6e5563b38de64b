package main

import rego.v1

deny contains sprintf("SEC-002 %s", [subject]) if lacks_resources

lacks_resources if above(spec, "cpu")

lacks_resources if above(spec, "memory")

# Ephemeral containers have no resources.
limited contains container if {
	some list in ["containers", "initContainers"]
	some container in object.get(spec, list, [])
}

lacks_resources if {
	some container in limited
	some [kind, name] in [["requests", "cpu"], ["requests", "memory"], ["limits", "memory"]]
	not positive(spec, kind, name)
	not positive(container, kind, name)
}

lacks_resources if {
	some container in limited
	some name in ["cpu", "memory"]
	above(container, name)
}

amount(of, kind, name) := units.parse(sprintf("%v", [object.get(of, ["resources", kind, name], "0")]))

positive(of, kind, name) if amount(of, kind, name) > 0

above(of, name) if {
	of.resources.limits[name]
	amount(of, "requests", name) > amount(of, "limits", name)
}
