#!/usr/bin/env node
/** The stand-in for the `random` provider (github.com/hashicorp/terraform-provider-random, internal/provider). */
import { defineProvider } from "../framework/provider";
import { servePlugin } from "../framework/server";
import { loadTable } from "../framework/table";
import { randomBytesResource, randomId, randomUuid } from "./bytes";
import { randomPassword, randomString } from "./text";

export const random = defineProvider({
	table: loadTable(__dirname),
	resources: {
		"random:index/randomBytes:RandomBytes": randomBytesResource,
		"random:index/randomId:RandomId": randomId,
		"random:index/randomPassword:RandomPassword": randomPassword,
		"random:index/randomString:RandomString": randomString,
		"random:index/randomUuid:RandomUuid": randomUuid,
	},
});

if (require.main === module) void servePlugin(random);
