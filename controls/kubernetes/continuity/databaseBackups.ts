import { controlById } from "../../catalogue";
import { kind, objects } from "../objects";
import type { KubernetesRule } from "../rule";

const control = controlById("BCM-001");

/**
 * BCM-001 for CloudNativePG: an object store takes base backups and the WAL, through the Barman Cloud plugin as the WAL archiver
 * (`spec.plugins`, cloudnative-pg.io/plugin-barman-cloud), or in-tree (`spec.backup.barmanObjectStore`, until 1.30). Volume
 * snapshots alone archive no WAL. That there is a ScheduledBackup, a second object says.
 */
export const databaseBackups: KubernetesRule = {
	id: control.id,
	slug: "database-backups",
	says: control.says,
	why: control.why,
	fix: control.fix,
	applies: objects({ clusters: [kind("postgresql.cnpg.io/v1", "Cluster", "clusters")] }),
	cel: [
		`object.?spec.?plugins.orValue([]).exists(plugin, plugin.?name.orValue("") == "barman-cloud.cloudnative-pg.io" && plugin.?enabled.orValue(true) == true && plugin.?isWALArchiver.orValue(false) == true && plugin.?parameters.?barmanObjectName.orValue("") != "")`,
		`object.?spec.?backup.?barmanObjectStore.?destinationPath.orValue("") != ""`,
	].join(" || "),
	finding: (path) => `${path} is missing, and no plugin archives the WAL in an object store`,
};
