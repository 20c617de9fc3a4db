/** Which runs of a project stay: the newest so many, or those begun so few milliseconds ago. */
export type RunKeep = { readonly most: number } | { readonly forMs: number };
