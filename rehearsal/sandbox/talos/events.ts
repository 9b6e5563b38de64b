import { randomUUID } from "node:crypto";
import type { Streaming } from "./api";
import type { MachineEvent } from "./machine";

const enums: Readonly<Record<string, number>> = { NOOP: 0, START: 1, STOP: 2, FATAL: 1 };

/** As much of the protobuf encoding as the two event messages need: field 1 a string, field 2 an enum, field 3 a message. */
function encode(data: Readonly<Record<string, unknown>>): Buffer {
	const text = (field: number, value: Buffer) =>
		Buffer.concat([Buffer.from([(field << 3) | 2]), length(value.length), value]);
	const number = (field: number, value: unknown) => Buffer.from([field << 3, enums[String(value)] ?? 0]);
	const error = data.error as { code: string; message: string } | undefined;
	return Buffer.concat([
		text(1, Buffer.from(String(data.task ?? data.sequence ?? ""))),
		number(2, data.action),
		...(error === undefined
			? []
			: [text(3, Buffer.concat([number(1, error.code), text(2, Buffer.from(error.message))]))]),
	]);
}

function length(value: number): Buffer {
	const bytes: number[] = [];
	let rest = value;
	for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
	return Buffer.from([...bytes, rest]);
}

/** Streams events from now on (machine.proto, Event); the type as `talos/runtime/machine.<Message>`. */
export const followEvents: Streaming = (machine, _request, send, cancelled) =>
	new Promise((resolve) => {
		const listener = ({ type, actor, data }: MachineEvent) => {
			const payload = { type_url: `talos/runtime/machine.${type}`, value: encode(data) };
			send({ id: randomUUID(), actor_id: actor, data: payload });
		};
		machine.events.add(listener);
		cancelled.addEventListener("abort", () => {
			machine.events.delete(listener);
			resolve();
		});
	});
