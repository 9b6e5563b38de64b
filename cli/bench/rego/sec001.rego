# The restricted level, condition by condition as in controls/kubernetes/security/restrictedPods.ts.
package main

import rego.v1

deny contains sprintf("SEC-001 %s", [subject]) if unrestricted

profiles := {"RuntimeDefault", "Localhost"}

se_linux_types := {"", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"}

sysctls := {
	"kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.ip_local_reserved_ports",
	"net.ipv4.ip_unprivileged_port_start", "net.ipv4.ping_group_range", "net.ipv4.tcp_fin_timeout",
	"net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes", "net.ipv4.tcp_keepalive_time",
	"net.ipv4.tcp_rmem", "net.ipv4.tcp_syncookies", "net.ipv4.tcp_wmem",
}

volume_kinds := {
	"configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image", "persistentVolumeClaim", "projected", "secret",
}

windows if spec.os.name == "windows"

user_namespace if spec.hostUsers == false

pod_context := object.get(spec, "securityContext", {})

context(container) := object.get(container, "securityContext", {})

contexts contains pod_context

contexts contains context(container) if some container in containers

unrestricted if {
	some field in ["hostNetwork", "hostPID", "hostIPC"]
	object.get(spec, field, false) != false
}

unrestricted if {
	some one in contexts
	not object.get(one, ["appArmorProfile", "type"], "RuntimeDefault") in profiles
}

unrestricted if {
	some one in contexts
	not object.get(one, ["seLinuxOptions", "type"], "") in se_linux_types
}

unrestricted if {
	some one in contexts
	some field in ["user", "role"]
	object.get(one, ["seLinuxOptions", field], "") != ""
}

unrestricted if {
	some one in contexts
	object.get(one, ["windowsOptions", "hostProcess"], false) != false
}

unrestricted if {
	not user_namespace
	some one in contexts
	not object.get(one, "runAsUser", 1) > 0
}

unrestricted if {
	not user_namespace
	object.get(pod_context, "runAsNonRoot", true) != true
}

unrestricted if {
	not windows
	not object.get(pod_context, ["seccompProfile", "type"], "RuntimeDefault") in profiles
}

unrestricted if {
	some sysctl in object.get(pod_context, "sysctls", [])
	not sysctl.name in sysctls
}

unrestricted if {
	some volume in object.get(spec, "volumes", [])
	count(volume_kinds & object.keys(volume)) == 0
}

unrestricted if {
	some annotation, value in object.get(pod, ["metadata", "annotations"], {})
	startswith(annotation, "container.apparmor.security.beta.kubernetes.io/")
	not value in {"", "runtime/default"}
	not startswith(value, "localhost/")
}

unrestricted if {
	some container in containers
	object.get(context(container), "privileged", false) != false
}

unrestricted if {
	not windows
	some container in containers
	object.get(context(container), "allowPrivilegeEscalation", true) != false
}

unrestricted if {
	not windows
	some container in containers
	not "ALL" in object.get(context(container), ["capabilities", "drop"], [])
}

unrestricted if {
	not windows
	some container in containers
	some capability in object.get(context(container), ["capabilities", "add"], [])
	capability != "NET_BIND_SERVICE"
}

unrestricted if {
	not user_namespace
	some container in containers
	of_pod := object.get(pod_context, "runAsNonRoot", false)
	object.get(context(container), "runAsNonRoot", of_pod) != true
}

unrestricted if {
	not windows
	some container in containers
	of_pod := object.get(pod_context, ["seccompProfile", "type"], "")
	not object.get(context(container), ["seccompProfile", "type"], of_pod) in profiles
}

unrestricted if {
	some container in containers
	object.get(context(container), "procMount", "Default") != "Default"
}

unrestricted if {
	some container in containers
	some port in object.get(container, "ports", [])
	object.get(port, "hostPort", 0) != 0
}

unrestricted if {
	some container in containers
	some handler in [["livenessProbe"], ["readinessProbe"], ["startupProbe"], ["lifecycle", "postStart"], ["lifecycle", "preStop"]]
	some action in ["httpGet", "tcpSocket"]
	object.get(container, array.concat(handler, [action, "host"]), "") != ""
}
