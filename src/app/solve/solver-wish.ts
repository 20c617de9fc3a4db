/** In the order in which help names them. */
export const SOLVER_WISHES = ['images', 'machine'] as const;

/** Whose dnf is asked what can be installed: that of prepared images, or of this machine. */
export type SolverWish = (typeof SOLVER_WISHES)[number];
