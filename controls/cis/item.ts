/** An item of the CIS Kubernetes Benchmark, and what is about it here. */
export interface BenchmarkItem {
	/** Its number in v1.12. */
	number: string;
	/** What it asks for, in our words. */
	title: string;
	/** What each control that is about the item does about it, by the control's id. */
	rationales: Readonly<Record<string, string>>;
	/** Why no control is about it; undefined where one is. */
	none: string | undefined;
}

export const item = (number: string, title: string, rationales: Readonly<Record<string, string>>): BenchmarkItem => ({
	number,
	title,
	rationales,
	none: undefined,
});

export const not = (none: string, number: string, title: string): BenchmarkItem => ({
	number,
	title,
	rationales: {},
	none,
});

// Why a control is not about an item, where several sections say so.
export const generated =
	"Talos generates it so (or it is Kubernetes' default there), and no configuration of this project changes it";
export const open = "not held by a control: it is left at what Talos or Kubernetes has";
export const breakGlass =
	"not held by a control: the administrators' kubeconfig is a client certificate, for break-glass; applications are signed in to by the identity provider (ACC-001)";
