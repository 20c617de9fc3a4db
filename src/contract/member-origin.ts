/** What a source calls exactly that which was taken: a target that points to it there needs no copy. */
export interface MemberOrigin {
  /** Name of the source in the registry: `pulp`. */
  readonly source: string;
  /** As that source says it: of Pulp, the href of the publication. */
  readonly ref: string;
}
