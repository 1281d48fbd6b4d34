import { expect, test } from "vitest";
import { hasDisplay } from "./display.ts";

test.each([
  ["a desk with X11", { DISPLAY: ":0" }, "linux", true],
  ["a desk with Wayland", { WAYLAND_DISPLAY: "wayland-0" }, "linux", true],
  ["Windows with Linux in it", { WSL_DISTRO_NAME: "Debian" }, "linux", true],
  ["a Mac", {}, "darwin", true],
  ["a server", {}, "linux", false],
  ["a Mac over SSH", { SSH_CONNECTION: "x" }, "darwin", false],
  [
    "a server over SSH with X11 passed on",
    { SSH_TTY: "/dev/pts/0", DISPLAY: "localhost:10.0" },
    "linux",
    false,
  ],
] as const)("%s: a browser can show itself is %4$s", (_, env, platform, shows) => {
  expect(hasDisplay(env, platform)).toBe(shows);
});
