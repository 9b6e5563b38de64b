import type { z } from "zod";
import { list, section, text } from "../values";

export const kubernetes = section({
	version: text({ must: "a release such as 1.36.3", pattern: "^[0-9]+\\.[0-9]+\\.[0-9]+$" }).describe(
		"The Kubernetes release, in full and without a v.",
	),
	certSANs: list(
		text({
			must: "an address or a DNS name",
			fault: (value) =>
				/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(value)
					? undefined
					: `${value} is no address and no DNS name; it must be one, without scheme or port, such as api.lab.gxp.example`,
		}),
		"addresses and DNS names",
	).describe(
		"Further names of the Kubernetes API. The VIP, the nodes' addresses and names, and 127.0.0.1 are always in the certificate.",
	),
});

export type Kubernetes = z.output<typeof kubernetes>;
