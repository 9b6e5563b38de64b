import { recovers } from "./recovery/recovers";
import { longSeeds } from "./recovery/seeds";

for (const seed of longSeeds) recovers(seed);
