/** The time that dated exceptions are judged by: an input, so that no test breaks on a calendar day (`GXP_LAB_NOW`, ISO 8601). */
export function clock(environment: Readonly<Record<string, string | undefined>> = process.env): Date {
	const stated = environment.GXP_LAB_NOW;
	if (stated === undefined || stated === "") return new Date();
	const now = new Date(stated);
	if (Number.isNaN(now.getTime())) throw new Error(`GXP_LAB_NOW: ${stated} is not a time; it must be ISO 8601`);
	return now;
}
