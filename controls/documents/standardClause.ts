/** A clause of a text, in our own words, and why no control of the platform serves it; absent where some do. */
export interface StandardClause {
	reference: string;
	/** What it is about, in a few words of ours; the text itself is its publisher's. */
	about: string;
	notServed?: string;
}

export const application = "a matter of the application that holds the records, not of the platform under it";
