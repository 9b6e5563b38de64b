#!/usr/bin/env node
/** The stand-in for the `tls` provider. Write-only keys (`privateKeyPemWo`) are not taken: Pulumi keeps secrets encrypted. */
import { defineProvider } from "../framework/provider";
import { servePlugin } from "../framework/server";
import { loadTable } from "../framework/table";
import { certRequest, locallySignedCert, privateKey, selfSignedCert } from "./resources";

export const tls = defineProvider({
	table: loadTable(__dirname),
	resources: {
		"tls:index/certRequest:CertRequest": certRequest,
		"tls:index/locallySignedCert:LocallySignedCert": locallySignedCert,
		"tls:index/privateKey:PrivateKey": privateKey,
		"tls:index/selfSignedCert:SelfSignedCert": selfSignedCert,
	},
});

if (require.main === module) void servePlugin(tls);
