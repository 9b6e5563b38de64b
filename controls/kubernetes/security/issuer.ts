const annotation = (name: string, otherwise = ""): string =>
	`object.metadata.?annotations[?${JSON.stringify(name)}].orValue("${otherwise}")`;

/** What an object's annotations say where cert-manager makes its certificates, by an issuer of its own group (cert-manager.io: annotated Ingress and Gateway). */
export const issuedByCertManager = [
	`(${annotation("cert-manager.io/issuer")} != "" || ${annotation("cert-manager.io/cluster-issuer")} != "")`,
	`${annotation("cert-manager.io/issuer-group", "cert-manager.io")} == "cert-manager.io"`,
	`${annotation("cert-manager.io/issuer-kind", "Issuer")} in ["Issuer", "ClusterIssuer"]`,
];
