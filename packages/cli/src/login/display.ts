/** Whether a browser can show itself here. Over SSH it would open on the wrong desk. */
export function hasDisplay(env: NodeJS.ProcessEnv, platform = process.platform): boolean {
  if (env["SSH_CONNECTION"] || env["SSH_TTY"]) return false;
  if (platform !== "linux") return true;
  return Boolean(env["DISPLAY"] || env["WAYLAND_DISPLAY"] || env["WSL_DISTRO_NAME"]);
}
