/**
 * What the project needs of a machine, in MiB. All of it was measured (two cores, Go 1.26.8, November 2026), none of it is a
 * limit that something keeps; the README says the same, and a test compares them.
 *
 * - `parts`, `sandbox` and `packages`: du(1) of the built parts, of one rehearsal's folder, of node_modules.
 * - `goModules`: the modules whose packages go into the parts, unpacked and as the archives that Go keeps beside them.
 * - `goBuild`: the entries of Go's build cache that the parts' packages are (`go list -export -deps` with the parts' own flags).
 * - `rehearsal`: the peak of a rehearsal of `lab`, our processes and the parts.
 *
 * The memory that a build of the parts takes was not measured.
 */
export const needs = {
	packages: 273,
	parts: 730,
	goModules: 3441,
	goBuild: 6062,
	sandbox: 186,
	rehearsal: 2262,
} as const;

/** For a person: `186 MiB`, `5.9 GiB`. */
export function amount(mebibytes: number): string {
	return mebibytes < 1024 ? `${Math.round(mebibytes)} MiB` : `${(mebibytes / 1024).toFixed(1)} GiB`;
}
