/** Fixed, so that a run can be repeated. */
export const seed = Number(process.env.GXP_LAB_SEED ?? 35);

/** What the long tests take: together with 35 they choose every point. */
export const longSeeds = [0, 7, 64];
