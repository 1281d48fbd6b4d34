import { api } from "@keywright/contract";
import { describe, expect, test } from "vitest";
import { apiRequest } from "./request.ts";

const given = (pairs: Record<string, string>) => new Map(Object.entries(pairs));

test("keys go where the operation has them: into the path or behind it", () => {
  expect(apiRequest(api.listKeys, given({ tokenId: "tok_1", per_page: "5" }), {})).toEqual({
    params: { tokenId: "tok_1" },
    query: { per_page: "5" },
  });
});

test("a team operation acts in the team of the context, unless another is named", () => {
  const inTeam = { teamId: "web" };
  expect(apiRequest(api.listTokens, given({}), inTeam).params).toEqual(inTeam);
  expect(apiRequest(api.listTokens, given({ teamId: "ops" }), inTeam).params).toEqual({ teamId: "ops" });
  expect(apiRequest(api.listTeams, given({}), inTeam).params).toEqual({});
});

describe("what is wrong is said before anything is sent", () => {
  test("a key that the operation does not have", () => {
    expect(() => apiRequest(api.listTokens, given({ pr_page: "5" }), {})).toThrow("Did you mean per_page?");
    expect(() => apiRequest(api.issueToken, given({ name: "x" }), {})).toThrow(
      expect.objectContaining({ more: expect.arrayContaining([expect.stringContaining("--body-file")]) }),
    );
  });
  test("a part of the path that is missing", () => {
    expect(() => apiRequest(api.getToken, given({}), {})).toThrow("getToken needs tokenId=…");
  });
});
