/** The roles of a client certificate's organisations (pkg/machinery/role/role.go). */
export type Role = "os:admin" | "os:operator" | "os:reader" | "os:etcd:backup" | "os:impersonator";

const admin: readonly Role[] = ["os:admin"];
const operators: readonly Role[] = ["os:admin", "os:operator"];
const readers: readonly Role[] = ["os:admin", "os:operator", "os:reader"];
const etcdReaders: readonly Role[] = [...readers, "os:etcd:backup"];

/** Who may call what (internal/app/machined/pkg/system/services/machined.go); anything else is for os:admin. */
const rules: Readonly<Record<string, readonly Role[]>> = {
	// For a reader in maintenance mode only, which the handler checks.
	"/machine.MachineService/ApplyConfiguration": ["os:admin", "os:reader"],
	"/machine.MachineService/EtcdMemberList": etcdReaders,
	"/machine.MachineService/EtcdStatus": etcdReaders,
	"/machine.MachineService/EtcdAlarmList": etcdReaders,
	"/machine.MachineService/EtcdSnapshot": ["os:admin", "os:operator", "os:etcd:backup"],
	"/machine.MachineService/Events": readers,
	"/machine.MachineService/Hostname": readers,
	"/machine.MachineService/Memory": readers,
	"/machine.MachineService/Reboot": operators,
	"/machine.MachineService/ServiceList": readers,
	"/machine.MachineService/Shutdown": operators,
	"/machine.MachineService/SystemStat": readers,
	"/machine.MachineService/Version": readers,
	"/cosi.resource.State/Get": readers,
	"/cosi.resource.State/List": readers,
	"/cosi.resource.State/Watch": readers,
	"/storage.StorageService/Disks": readers,
	"/time.TimeService/Time": readers,
	"/time.TimeService/TimeCheck": readers,
};

export function allowed(method: string, roles: readonly string[]): boolean {
	return (rules[method] ?? admin).some((role) => roles.includes(role));
}
