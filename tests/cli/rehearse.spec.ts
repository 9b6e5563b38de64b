import { rehearses } from "./rehearsed";

rehearses("lab");
