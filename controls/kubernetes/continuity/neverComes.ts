/**
 * Schedules of five fields, or six with seconds, for days that there are not: the 30th and 31st of February, the 31st of a month that has
 * 30, and no day of the week beside (which cron would take instead).
 */
export const neverComes =
	"^\\s*(\\S+\\s+){2,3}((3[01],)*3[01]\\s+(0?2|[Ff][Ee][Bb])|(31,)*31\\s+((0?[2469]|11|[Ff][Ee][Bb]|[Aa][Pp][Rr]|[Jj][Uu][Nn]|[Ss][Ee][Pp]|[Nn][Oo][Vv]),)*(0?[2469]|11|[Ff][Ee][Bb]|[Aa][Pp][Rr]|[Jj][Uu][Nn]|[Ss][Ee][Pp]|[Nn][Oo][Vv]))\\s+[*?]\\s*$";
