/** A team as queries name it. */
export interface TeamKey {
  readonly orgId: string;
  readonly teamId: string;
}
