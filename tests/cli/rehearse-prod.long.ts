import { rehearses } from "./rehearsed";

rehearses("prod");
