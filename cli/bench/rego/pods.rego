# What carries a pod, and where the pod is: controls/kubernetes/workloads.ts.
package main

import rego.v1

places := {
	"/Pod": [],
	"apps/Deployment": ["spec", "template"],
	"apps/StatefulSet": ["spec", "template"],
	"apps/DaemonSet": ["spec", "template"],
	"apps/ReplicaSet": ["spec", "template"],
	"batch/Job": ["spec", "template"],
	"/ReplicationController": ["spec", "template"],
	"batch/CronJob": ["spec", "jobTemplate", "spec", "template"],
	"/PodTemplate": ["template"],
	"argoproj.io/Rollout": ["spec", "template"],
}

group := split(input.apiVersion, "/")[0] if contains(input.apiVersion, "/")

group := "" if not contains(input.apiVersion, "/")

pod := object.get(input, places[sprintf("%s/%s", [group, input.kind])], {})

spec := pod.spec

lists := ["containers", "initContainers", "ephemeralContainers"]

containers contains container if {
	some list in lists
	some container in object.get(spec, list, [])
}

subject := sprintf("%s", [input.metadata.name])
