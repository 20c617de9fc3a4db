/** A value that JSON can hold; what state files, handles and evidence are made of. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A JSON object; keys keep their order of insertion. */
export interface JsonObject {
  readonly [key: string]: Json;
}
