/** The schema's words for the network: addresses, networks, MAC addresses, DNS names. Refusals suggest the fix. */
import { formatCidr, parseAddress, parseCidr } from "./ipv4";
import { text } from "./values";

/** An IPv4 address: dotted, four parts, no leading zeros. */
export function ipv4() {
	return text({ must: "an IPv4 address such as 10.20.0.1", fault: addressFault, pattern: "^[0-9]+(\\.[0-9]+){3}$" });
}

function addressFault(value: string): string | undefined {
	if (parseAddress(value) !== undefined) return undefined;
	const [address] = value.split("/");
	if (address !== undefined && address !== value && parseAddress(address) !== undefined) {
		return `${value} has a prefix length; did you mean ${address}?`;
	}
	const undone = value
		.split(".")
		.map((part) => part.replace(/^0+(?=\d)/, ""))
		.join(".");
	if (undone !== value && parseAddress(undone) !== undefined) {
		return `${value} has leading zeros, which some tools read as octal; did you mean ${undone}?`;
	}
	return `${value} is no IPv4 address; it must be four numbers from 0 to 255 such as 10.20.0.1`;
}

/** A network in canonical form: no host bits. */
export function cidr() {
	return text({
		must: "a network such as 10.20.0.0/24",
		pattern: "^[0-9]+(\\.[0-9]+){3}/[0-9]+$",
		fault: (value) => {
			const network = parseCidr(value);
			if (network === undefined)
				return `${value} is no IPv4 network; it must be an address and a prefix length such as 10.20.0.0/24`;
			const canonical = formatCidr(network);
			return canonical === value ? undefined : `${value} has host bits set; did you mean ${canonical}?`;
		},
	});
}

/** A unicast MAC address in lower case with colons: the form that Linux prints, and that Talos' device selector compares. */
export function mac() {
	return text({
		must: "a MAC address such as bc:24:11:20:00:21",
		pattern: "^[0-9a-f]{2}(:[0-9a-f]{2}){5}$",
		fault: (value) => {
			const digits = value.toLowerCase().replace(/[:.-]/g, "");
			if (!/^[0-9a-f]{12}$/.test(digits))
				return `${value} is no MAC address; it must be six pairs of hex digits such as bc:24:11:20:00:21`;
			const canonical = digits.match(/../g)?.join(":") ?? "";
			if (canonical !== value) return `${value} is not in the form that the node reports; did you mean ${canonical}?`;
			if (Number.parseInt(digits.slice(0, 2), 16) % 2 === 1)
				return `${value} is a group address; a network card has one whose first byte is even`;
			return digits === "000000000000"
				? `${value} is no address of a card; read it from the machine's label or firmware`
				: undefined;
		},
	});
}

const label = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";

/** A DNS label (RFC 1123): what a host name, a Kubernetes node and a Proxmox VM can all be called. */
export function dnsLabel(must: string) {
	const pattern = `^${label}$`;
	return text({
		must,
		pattern,
		fault: (value) => {
			if (new RegExp(pattern).test(value)) return undefined;
			if (new RegExp(pattern).test(value.toLowerCase()))
				return `${value} has capitals; did you mean ${value.toLowerCase()}?`;
			return `${value} is no DNS label; it must be at most 63 of a-z, 0-9 and -, with a letter or digit at both ends`;
		},
	});
}

/** A fully qualified DNS name in lower case, without the final dot. */
export function domainName(must: string) {
	const pattern = `^${label}(\\.${label})+$`;
	return text({
		must,
		pattern,
		fault: (value) => {
			if (value.length <= 253 && new RegExp(pattern).test(value) && parseAddress(value) === undefined) return undefined;
			const meant = value.toLowerCase().replace(/\.$/, "");
			if (meant !== value && new RegExp(pattern).test(meant))
				return `${value} is not in canonical form; did you mean ${meant}?`;
			return `${value} is no full DNS name; it must be labels of a-z, 0-9 and - with a dot between them such as ${must}`;
		},
	});
}
