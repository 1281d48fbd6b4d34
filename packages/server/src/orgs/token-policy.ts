/** What a request changes of a policy: absent leaves, null lifts the maximum. */
export interface TokenPolicyInput {
  readonly allowNoExpiry?: boolean | undefined;
  readonly maxLifetimeSeconds?: number | null | undefined;
}

/** Organizations and teams carry the same columns. */
interface PolicyColumns {
  readonly allow_no_expiry: boolean;
  readonly max_lifetime_seconds: number | null;
}

export function showTokenPolicy({ allow_no_expiry, max_lifetime_seconds }: PolicyColumns) {
  return { allowNoExpiry: allow_no_expiry, maxLifetimeSeconds: max_lifetime_seconds };
}

export function tokenPolicyColumns(input: TokenPolicyInput = {}): Partial<PolicyColumns> {
  const { allowNoExpiry, maxLifetimeSeconds } = input;
  return {
    ...(allowNoExpiry !== undefined && { allow_no_expiry: allowNoExpiry }),
    ...(maxLifetimeSeconds !== undefined && { max_lifetime_seconds: maxLifetimeSeconds }),
  };
}
