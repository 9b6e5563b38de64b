/** An S3 server as the checks of the storage meet it: it lets through what a test lets through, and answers as S3 does. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { KeyPair } from "../../../rehearsal/sandbox/cluster/certificates";

export interface Asked {
	readonly user: string;
	/** `PUT`, `GET`, `DELETE`; of a sub-resource with its name: `GET retention`. */
	readonly what: string;
	readonly bucket: string;
	readonly object: string;
}

/** The S3 error code of what is refused; undefined lets it through. */
export type Judge = (asked: Asked) => string | undefined;

const xml = (content: string) => `<?xml version="1.0" encoding="UTF-8"?>${content}`;

export class S3 {
	private server: Server | undefined;
	private readonly objects = new Map<string, string>();
	judge: Judge = () => undefined;
	/** What a version says of its retention. */
	retention = "<Retention><Mode>COMPLIANCE</Mode></Retention>";

	async listen(address: string, port: number, { certificate, key }: KeyPair): Promise<void> {
		const server = createServer({ cert: certificate, key }, (request, response) => {
			this.answer(request, response).catch((cause: unknown) => response.destroy(cause as Error));
		});
		this.server = server;
		await new Promise<void>((done, fail) => {
			server.once("error", fail);
			server.listen(port, address, done);
		});
	}

	async close(): Promise<void> {
		this.server?.closeAllConnections();
		await new Promise((done) => (this.server === undefined ? done(undefined) : this.server.close(done)));
	}

	private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(Buffer.from(chunk));
		const url = new URL(request.url ?? "/", "https://s3");
		const [, bucket = "", object = ""] = url.pathname.split("/");
		const sub = [...url.searchParams.keys()].filter((name) => name !== "versionId");
		const what = [request.method, ...sub].join(" ");
		if (what === "GET location") return void response.end(xml("<LocationConstraint/>"));
		const user = /Credential=([^/]+)\//.exec(request.headers.authorization ?? "")?.[1] ?? "";
		const code = this.judge({ user, what, bucket, object });
		if (code !== undefined) {
			response.writeHead(code.startsWith("No") ? 404 : 403, { "content-type": "application/xml" });
			return void response.end(xml(`<Error><Code>${code}</Code><Message>no</Message></Error>`));
		}
		if (what === "GET retention") return void response.end(xml(this.retention));
		if (what === "PUT") {
			this.objects.set(url.pathname, Buffer.concat(chunks).toString("utf8"));
			response.setHeader("etag", '"0"').setHeader("x-amz-version-id", "v1");
		}
		if (what === "GET") return void response.end(this.objects.get(url.pathname));
		response.statusCode = what === "DELETE" ? 204 : 200;
		response.end();
	}
}
