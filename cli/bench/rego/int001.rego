package main

import rego.v1

deny contains sprintf("INT-001 %s", [subject]) if {
	some container in containers
	not regex.match(`^[^@ ]+@sha256:[0-9a-f]{64}$`, object.get(container, "image", ""))
}
