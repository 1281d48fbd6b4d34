import { expect, test } from "vitest";
import { bearerToken } from "./bearer.ts";

test.each([undefined, null, "", "Basic dXNlcg==", "eyJ0", "Bearerx eyJ0", "Token Bearer eyJ0", "bear eyJ0"])(
  "%o holds no credentials",
  (header) => expect(bearerToken(header)).toBeUndefined(),
);

test.each(["Bearer eyJ0", "bearer eyJ0", "BEARER   eyJ0  "])("%o holds a token", (header) =>
  expect(bearerToken(header)).toBe("eyJ0"),
);

test.each(["Bearer", "Bearer ", "Bearer a b", "Bearer a, Bearer b", "Bearer\ta", "Bearer=a"])(
  "%o is malformed, and not as if nothing had been sent",
  (header) => expect(bearerToken(header)).toBe(""),
);
