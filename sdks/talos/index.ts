/**
 * The typed SDK of the Talos provider 0.8.1, which npm does not carry: tokens, names and shapes as
 * `pulumi package get-schema` prints them. tests/sdks/talos.spec.ts compares it with that schema where its path is given.
 */

export * as client from "./client";
export * as cluster from "./cluster";
export * as imagefactory from "./imagefactory";
export * as machine from "./machine";
export * from "./provider";
export * as types from "./types";
