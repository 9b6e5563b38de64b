import * as pulumi from "@pulumi/pulumi";
import { pluginDefaults } from "../defaults";

export interface SchematicArgs {
	/** YAML; the plain image if absent. */
	schematic?: pulumi.Input<string | undefined>;
}

/** Registers a schematic at the Image Factory; its id is the schematic's. */
export class Schematic extends pulumi.CustomResource {
	/** @internal */
	static readonly __pulumiType = "talos:imageFactory/schematic:Schematic";
	declare readonly schematic: pulumi.Output<string | undefined>;

	static get(name: string, id: pulumi.Input<pulumi.ID>, state?: SchematicArgs, opts?: pulumi.CustomResourceOptions) {
		return new Schematic(name, state, { ...opts, id });
	}

	constructor(name: string, args: SchematicArgs = {}, opts?: pulumi.CustomResourceOptions) {
		super(Schematic.__pulumiType, name, { schematic: args.schematic }, pulumi.mergeOptions(pluginDefaults, opts));
	}
}
