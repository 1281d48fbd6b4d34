import { ApiError, ConnectionError } from "@keywright/sdk";
import { CommanderError } from "commander";
import { describe, expect, test } from "vitest";
import { EXIT } from "./exit-codes.ts";
import { failureFrom, Interrupted } from "./failure.ts";

function refusal(status: number, detail = "No.", details?: Record<string, string[]>): ApiError {
  return new ApiError(status, {
    type: "",
    title: "",
    status,
    detail,
    code: "bad_request",
    requestId: "req-1",
    error: { status, message: detail, id: "", ...(details && { details }) },
  });
}

test.each([
  [400, EXIT.inputRefused],
  [401, EXIT.notLoggedIn],
  [403, EXIT.notPermitted],
  [404, EXIT.notFound],
  [409, EXIT.conflict],
  [412, EXIT.conflict],
  [413, EXIT.inputRefused],
  [422, EXIT.inputRefused],
  [429, EXIT.tooManyRequests],
  [500, EXIT.unexpected],
  [503, EXIT.noAnswer],
])("a refusal with status %d ends with exit code %d, and names its request", (status, exitCode) => {
  const failure = failureFrom(refusal(status));
  expect(failure).toMatchObject({ exitCode, message: "No." });
  expect(failure.more.at(-1)).toBe("Request req-1, bad_request.");
});

test("a missing permission is named in a line of its own, and so is every field that is wrong", () => {
  const failure = failureFrom(refusal(403, "You may not.\nThe required permission is 'A > B'."));
  expect(failure.message).toBe("You may not.");
  expect(failure.more[0]).toBe("The required permission is 'A > B'.");
  const { more } = failureFrom(refusal(400, "Some fields are not valid", { name: ["too long", "odd"] }));
  expect(more.slice(0, 2)).toEqual(["name: too long", "name: odd"]);
});

describe("every other end", () => {
  test.each([
    ["no answer", new ConnectionError("http://x", "Cannot reach http://x"), EXIT.noAnswer],
    ["Ctrl-C", new Interrupted(), EXIT.interrupted],
    ["wrong usage", new CommanderError(1, "commander.unknownOption", ""), EXIT.usage],
    ["help that was asked for", new CommanderError(0, "commander.helpDisplayed", ""), EXIT.done],
    ["a command that is missing", new CommanderError(1, "commander.help", ""), EXIT.usage],
    ["an id that cannot be one", new TypeError("params.tokenId must be an id"), EXIT.usage],
    ["a file", Object.assign(new Error(), { code: "EACCES", syscall: "open", path: "/x" }), EXIT.unexpected],
    ["a mistake of ours", new RangeError("index"), EXIT.unexpected],
    ["something that is no error", "a text", EXIT.unexpected],
  ])("%s has its exit code", (_, error, exitCode) => {
    expect(failureFrom(error).exitCode).toBe(exitCode);
  });
});
